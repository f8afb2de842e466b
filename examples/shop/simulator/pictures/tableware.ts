import {
  dots,
  ellipse,
  fill,
  INK,
  PAPER,
  type Paint,
  type Painter,
  rect,
  repeat,
  scatter,
  stroke,
  WOOD,
} from './paint.js';

const speckles = (p: Paint, x: number, y: number, width: number, height: number) =>
  dots(
    p.deep,
    4,
    scatter(18, x, y, width, height, (cx, cy) => `M${cx} ${cy}h0`),
  );

export const TABLEWARE: Readonly<Record<string, Painter>> = {
  plate: (p) =>
    ellipse(p.deep, 200, 216, 142) +
    ellipse(p.main, 200, 208, 142) +
    ellipse(p.dark, 200, 208, 98) +
    ellipse(p.light, 200, 212, 94) +
    [
      '',
      '',
      speckles(p, 132, 140, 136, 140),
      `<circle cx="200" cy="208" r="124" fill="none" stroke="${p.light}" stroke-width="5"/>`,
      `<circle cx="200" cy="208" r="136" fill="none" stroke="${WOOD}" stroke-width="6"/>`,
      `<circle cx="200" cy="212" r="70" fill="none" stroke="${p.main}" stroke-width="3"/>`,
    ][p.variant % 6] +
    stroke('#ffffff77', 5, 'M84 176Q104 118 158 92'),
  bowl: (p) =>
    (p.variant % 2 === 0
      ? ellipse(p.deep, 200, 182, 132, 30) +
        fill(p.main, 'M68 182Q76 316 200 318T332 182Q332 214 200 214T68 182Z') +
        fill(p.dark, 'M332 182Q324 316 200 318Q292 290 288 206Q328 196 332 182Z')
      : ellipse(p.deep, 200, 200, 140, 30) +
        fill(p.main, 'M60 200Q84 300 168 312H232Q316 300 340 200Q340 232 200 232T60 200Z') +
        fill(p.dark, 'M340 200Q316 300 232 312H200Q286 290 300 220Q338 212 340 200Z')) +
    rect(p.dark, 156, 310, 88, 14, 6) +
    stroke(p.light, 6, p.variant % 2 === 0 ? 'M96 232Q108 274 138 292' : 'M96 244Q112 270 136 284') +
    (p.variant % 3 === 2
      ? speckles(p, 110, 228, 160, 66)
      : p.variant % 3 === 1
        ? stroke(p.light, 5, 'M84 238Q200 268 316 238')
        : ''),
  mug: (p) =>
    stroke(p.dark, 20, 'M272 186H296Q326 188 322 226T274 268') +
    fill(
      p.main,
      p.variant % 2 === 0
        ? 'M110 142H278V286Q276 320 242 320H146Q112 320 110 286Z'
        : 'M106 150H282Q288 322 222 322H166Q100 322 106 150Z',
    ) +
    fill(
      p.dark,
      p.variant % 2 === 0
        ? 'M236 142H278V286Q276 320 242 320H214Q240 300 236 142Z'
        : 'M244 150H282Q288 322 222 322H204Q252 300 244 150Z',
    ) +
    ellipse(p.deep, 194, 146, 85, 16) +
    ellipse('#5a3d30', 194, 150, 74, 11) +
    [
      rect(p.light, 130, 180, 12, 92, 6),
      fill(p.light, 'M108 236H280L272 290Q262 322 222 322H166Q126 322 116 290Z'),
      speckles(p, 124, 180, 110, 120),
      stroke(p.light, 9, 'M110 220H278M110 244H278'),
      stroke(INK, 5, 'M110 146Q194 178 278 146'),
      stroke(p.light, 6, 'M134 190Q132 240 144 282'),
    ][p.variant % 6],
  carafe: (p) =>
    `<g opacity=".86">${fill(p.main, p.variant % 2 === 0 ? 'M166 92H234L226 158C282 190 286 240 278 296Q272 322 246 322H154Q128 322 122 296C114 240 118 190 174 158Z' : 'M158 92H242L232 150L262 300Q264 322 242 322H158Q136 322 138 300L168 150Z')}</g>` +
    fill(
      p.dark,
      p.variant % 2 === 0
        ? 'M124 246Q200 262 276 246Q284 322 246 322H154Q116 322 124 246Z'
        : 'M148 244Q200 256 252 244L262 300Q264 322 242 322H158Q136 322 138 300Z',
    ) +
    ellipse(p.light, 200, 92, 38, 9) +
    stroke('#ffffff99', 6, p.variant % 2 === 0 ? 'M142 232Q146 202 172 186' : 'M172 176L160 262') +
    (p.variant % 3 === 0
      ? stroke(
          '#ffffff44',
          4,
          repeat(4, (i) => `M${164 + 24 * i} ${196}V312`),
        )
      : p.variant % 3 === 1
        ? rect(WOOD, 178, 62, 44, 34, 6)
        : ''),
  tumbler: (p) =>
    `<g opacity=".82">${fill(p.light, 'M226 132H330L318 300Q316 312 304 312H252Q240 312 238 300Z')}${ellipse(p.dark, 278, 132, 52, 9)}</g><g opacity=".92">${fill(p.main, p.variant % 2 === 0 ? 'M88 140H228L214 306Q212 324 194 324H122Q104 324 102 306Z' : 'M84 170H232Q232 250 222 306Q218 324 196 324H120Q98 324 94 306Q84 250 84 170Z')}</g>` +
    ellipse(p.deep, 158, p.variant % 2 === 0 ? 140 : 170, p.variant % 2 === 0 ? 70 : 74, 13) +
    ellipse(p.dark, 158, 214, 64, 9) +
    (p.variant % 3 === 0
      ? stroke(
          '#ffffff44',
          5,
          repeat(5, (i) => `M${116 + 20 * i} 226L${122 + 17 * i} 314`),
        )
      : p.variant % 3 === 1
        ? stroke(PAPER, 3, 'M98 250H216M100 268H214')
        : '') +
    stroke('#ffffffaa', 6, 'M112 190L118 280'),
};
