import {
  BRASS,
  dots,
  fill,
  INK,
  mirrored,
  type Paint,
  type Painter,
  rect,
  repeat,
  STEEL,
  scatter,
  stroke,
} from './paint.js';

const SLEEVE = 'M136 110C108 118 94 150 88 196L70 292Q88 304 108 298L136 214Z';
const body = (hem: number) =>
  `M134 112Q156 100 176 94Q200 104 224 94Q244 100 266 112L274 ${hem}Q200 ${hem + 8} 126 ${hem}Z`;

const shell = (p: Paint, hem: number) =>
  mirrored(
    fill(p.main, SLEEVE) +
      fill(p.dark, 'M72 280Q90 292 110 286L107 298Q88 304 70 292Z') +
      stroke(p.dark, 2, 'M137 126L134 214'),
  ) + fill(p.main, body(hem));
const zip = (p: Paint, from: number, to: number) =>
  stroke(p.dark, 8, `M200 ${from}V${to}`) +
  stroke(STEEL, 2, `M200 ${from}V${to}`) +
  rect(STEEL, 197, from + 4, 6, 14, 3);
const hood = (p: Paint) =>
  fill(p.dark, 'M156 108C144 60 174 46 200 46S256 60 244 108Z') +
  fill(p.deep, 'M174 104C168 72 184 62 200 62S232 72 226 104Q200 124 174 104Z');
const pocket = (p: Paint) => mirrored(stroke(p.dark, 5, 'M150 238L172 268'));
const contrast = (p: Paint) => (p.variant % 2 === 0 ? p.light : p.dark);

export const JACKETS: Readonly<Record<string, Painter>> = {
  parka: (p) =>
    shell(p, 332) +
    hood(p) +
    stroke(p.variant % 2 === 0 ? '#d8c4a2' : p.light, 15, 'M170 112C156 68 180 54 200 54S244 68 230 112') +
    fill(p.light, 'M190 116H210L212 334H188Z') +
    repeat(5, (i) => rect(BRASS, 196, 140 + 38 * i, 8, 8, 4)) +
    mirrored(rect(p.dark, 140, 236, 40, 50, 5) + rect(p.light, 138, 232, 44, 16, 4)) +
    stroke(p.dark, 3, 'M130 216Q200 224 270 216'),
  'rain-shell': (p) =>
    shell(p, 306) +
    hood(p) +
    fill(contrast(p), 'M134 112Q156 100 176 94L200 108 224 94Q244 100 266 112L268 156Q200 166 132 156Z') +
    stroke(p.deep, 4, 'M174 104Q178 118 200 122Q222 118 226 104') +
    zip(p, 120, 302) +
    pocket(p) +
    rect('#ffffffaa', 222, 136, 22, 5, 2),
  'down-jacket': (p) =>
    mirrored(
      fill(p.main, SLEEVE) +
        stroke(
          p.dark,
          3,
          repeat(
            4,
            (i) => `M${99 - 6 * i} ${160 + 32 * i}Q${117 - 4 * i} ${170 + 32 * i} ${135 - 6 * i} ${164 + 32 * i}`,
          ),
        ),
    ) +
    fill(
      p.main,
      'M134 112Q156 100 176 94H224Q244 100 266 112Q276 128 268 142Q280 158 270 174Q282 190 272 206Q284 222 273 238Q285 254 274 270Q284 288 272 304Q200 314 128 304Q116 288 126 270Q115 254 127 238Q116 222 128 206Q118 190 130 174Q120 158 132 142Q124 128 134 112Z',
    ) +
    stroke(
      p.dark,
      3,
      repeat(5, (i) => `M132 ${142 + 32 * i}q68 12 136 0`),
    ) +
    stroke(
      p.light,
      4,
      repeat(5, (i) => `M150 ${130 + 32 * i}q20 7 36 8`),
    ) +
    (p.variant % 2 === 0 ? hood(p) : '') +
    rect(p.dark, 170, 80, 60, 32, 12) +
    zip(p, 92, 306),
  fleece: (p) =>
    shell(p, 302) +
    dots(
      p.light,
      6,
      scatter(16, 138, 124, 124, 152, (x, y) => `M${x} ${y}h0`),
    ) +
    dots(
      p.dark,
      6,
      scatter(16, 138, 130, 124, 152, (x, y) => `M${400 - x} ${y}h0`),
    ) +
    rect(p.light, 168, 76, 64, 40, 12) +
    rect(contrast(p), 216, 150, 38, 40, 5) +
    stroke(INK, 3, 'M216 158H254') +
    zip(p, 92, 188) +
    fill(p.dark, 'M127 290Q200 298 273 290L273 302Q200 310 127 302Z'),
  gilet: (p) =>
    fill(p.main, body(302)) +
    stroke(
      p.dark,
      3,
      repeat(4, (i) => `M131 ${152 + 34 * i}Q200 ${162 + 34 * i} 269 ${152 + 34 * i}`),
    ) +
    (p.variant % 2 === 0
      ? stroke(
          p.dark,
          3,
          repeat(3, (i) => `M${158 + 42 * i} 112V300`),
        )
      : '') +
    mirrored(stroke(p.dark, 8, 'M137 114Q126 160 133 216')) +
    rect(p.dark, 170, 76, 60, 36, 12) +
    rect(p.light, 176, 82, 48, 10, 5) +
    zip(p, 96, 304) +
    pocket(p),
};
