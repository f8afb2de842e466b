import {
  BRASS,
  ellipse,
  fill,
  INK,
  mirrored,
  type Painter,
  rect,
  repeat,
  STEEL,
  STEEL_DARK,
  stroke,
  WOOD,
} from './paint.js';

const grip = (variant: number) => (variant % 2 === 0 ? WOOD : INK);

export const COOKWARE: Readonly<Record<string, Painter>> = {
  saucepan: (p) =>
    stroke(STEEL_DARK, 10, 'M262 222L296 212') +
    stroke(grip(p.variant), 16, 'M298 212L372 194') +
    fill(p.main, 'M78 200H266V292Q264 318 236 318H108Q80 318 78 292Z') +
    fill(p.dark, 'M224 200H266V292Q264 318 236 318H208Q226 300 224 200Z') +
    rect(p.light, 96, 216, 12, 76, 6) +
    ellipse(p.deep, 172, 200, 94, 16) +
    (p.variant % 3 === 0
      ? ellipse('#ffffff55', 172, 190, 90, 22) + ellipse(p.dark, 172, 190, 92, 20) + ellipse(p.light, 172, 186, 84, 16)
      : ellipse(p.light, 172, 190, 92, 20)) +
    rect(STEEL_DARK, 164, 158, 16, 20, 4) +
    ellipse(grip(p.variant), 172, 156, 20, 10),
  'frying-pan': (p) =>
    `<g transform="rotate(-32 200 200)">${rect(STEEL_DARK, 256, 208, 46, 14, 6)}${rect(grip(p.variant), 292, 203, 112, 24, 12)}${ellipse('#ffffff', 390, 215, 5)}</g>` +
    ellipse(p.deep, 168, 232, 114, 104) +
    ellipse(p.main, 168, 224, 114, 104) +
    ellipse(p.dark, 168, 226, 94, 85) +
    ellipse(p.variant % 2 === 0 ? p.deep : p.dark, 168, 232, 84, 74) +
    stroke(p.light, 4, 'M104 186Q126 150 172 146') +
    (p.variant % 3 === 1 ? ellipse('#fdfaf3', 164, 230, 42, 36) + ellipse('#f0b63e', 170, 226, 17) : ''),
  casserole: (p) =>
    mirrored(stroke(p.dark, 14, 'M84 240H62Q50 240 52 254T66 266H86')) +
    fill(p.main, 'M78 222H322V278Q318 322 276 322H124Q82 322 78 278Z') +
    fill(p.dark, 'M268 222H322V278Q318 322 276 322H228Q270 304 268 222Z') +
    rect(p.light, 100, 240, 12, 50, 6) +
    fill(p.light, 'M72 222Q76 170 200 162T328 222Z') +
    fill(p.main, 'M140 222Q160 172 200 162Q324 170 328 222Z') +
    rect(p.dark, 70, 216, 260, 14, 7) +
    ellipse(p.variant % 2 === 0 ? BRASS : STEEL, 200, 152, 24, 11) +
    rect(STEEL_DARK, 192, 156, 16, 12, 3),
  kettle: (p) =>
    (p.variant !== 2 && p.variant !== 5
      ? fill(p.main, 'M110 244L74 196Q66 184 82 186L132 222Z')
      : stroke(p.main, 12, 'M132 292C74 292 104 184 64 176')) +
    fill(p.main, 'M122 320Q100 316 108 270C114 216 150 190 200 188S286 216 292 270Q300 316 278 320Z') +
    fill(p.dark, 'M240 194C270 206 288 236 292 270Q300 316 278 320H236Q264 290 240 194Z') +
    stroke(p.light, 9, 'M136 280Q138 244 158 224') +
    fill(p.dark, 'M152 196Q200 172 248 196Q200 206 152 196Z') +
    ellipse(grip(p.variant), 200, 174, 14, 11) +
    stroke(STEEL_DARK, 8, 'M142 206C128 90 272 90 258 206') +
    stroke(grip(p.variant), 16, 'M162 128Q200 104 238 128') +
    rect(p.deep, 116, 314, 168, 10, 5),
  'chef-knife': (p) =>
    `<g transform="rotate(-38 200 210)">${fill(STEEL, 'M44 214Q150 176 246 186V236H150Q88 236 44 214Z')}${fill('#e6eaec', 'M44 214Q140 220 246 212V236H150Q88 236 44 214Z')}` +
    `${p.variant % 2 === 0 ? stroke(STEEL_DARK, 2, 'M80 210q20-12 40 0t40-4t40-2t40-2') : repeat(4, (i) => ellipse('#aeb7bd', 150 + 24 * i, 214, 6, 11))}${rect(STEEL_DARK, 242, 184, 16, 42, 4)}${fill(p.main, 'M256 186H352Q372 188 370 208T350 226H256Z')}${fill(p.dark, 'M256 208H370Q368 226 350 226H256Z')}${repeat(3, (i) => ellipse(STEEL, 280 + 32 * i, 206, 5))}</g>`,
};
