import {
  BRASS,
  ellipse,
  fill,
  GLASS,
  INK,
  PAPER,
  type Painter,
  rect,
  repeat,
  STEEL,
  STEEL_DARK,
  stroke,
  WOOD,
} from './paint.js';

const COFFEE_BROWN = '#4b3227';
const grip = (variant: number) => (variant % 2 === 0 ? WOOD : INK);

export const COFFEE: Readonly<Record<string, Painter>> = {
  'espresso-machine': (p) =>
    rect(p.main, 88, 96, 224, 84, 18) +
    rect(p.dark, 88, 156, 224, 26, 8) +
    rect(p.dark, 210, 172, 102, 134, 6) +
    rect(p.main, 228, 176, 84, 130, 8) +
    rect(STEEL, 82, 300, 236, 24, 8) +
    rect(STEEL_DARK, 92, 300, 126, 9, 4) +
    rect(STEEL_DARK, 122, 180, 66, 18, 4) +
    stroke(grip(p.variant), 14, 'M124 204L84 214') +
    rect(INK, 122, 196, 66, 14, 6) +
    stroke(STEEL_DARK, 5, 'M146 210V224M164 210V224') +
    fill(PAPER, 'M130 252H180Q180 298 155 298T130 252Z') +
    stroke(PAPER, 6, 'M180 262q16 4 0 20') +
    stroke(COFFEE_BROWN, 3, 'M148 226V252M162 226V252') +
    ellipse(PAPER, 148, 134, 22) +
    stroke(INK, 3, 'M148 134L158 122') +
    repeat(2, (i) => ellipse(i === 0 ? BRASS : STEEL, 226 + 44 * i, 134, 13)) +
    (p.variant % 2 === 0
      ? stroke(STEEL, 7, 'M244 182V250') + ellipse(INK, 244, 186, 10)
      : rect(STEEL, 104, 80, 192, 14, 7) + rect(PAPER, 116, 66, 34, 16, 3) + rect(PAPER, 158, 66, 34, 16, 3)),
  grinder: (p) =>
    p.variant !== 1 && p.variant !== 3
      ? fill('#ffffff88', 'M140 78H260L236 158H164Z') +
        fill('#6a4a38', 'M150 112H250L236 158H164Z') +
        rect(p.dark, 136, 68, 128, 14, 7) +
        rect(p.main, 138, 156, 124, 162, 22) +
        rect(p.dark, 222, 156, 40, 162, 18) +
        ellipse(STEEL, 180, 192, 19) +
        stroke(INK, 4, 'M180 192L190 180') +
        rect(p.deep, 158, 232, 68, 66, 8) +
        fill('#ffffffaa', 'M166 252H218L212 298H172Z') +
        rect('#6a4a38', 171, 278, 42, 20, 4) +
        rect(p.deep, 130, 312, 140, 14, 7)
      : stroke(STEEL_DARK, 8, 'M200 120V84H284') +
        ellipse(WOOD, 290, 82, 15, 20) +
        rect(STEEL, 160, 116, 80, 26, 8) +
        fill(p.main, 'M158 142H242L250 236H150Z') +
        rect(WOOD, 146, 234, 108, 18, 6) +
        fill(p.dark, 'M154 252H246L240 322H160Z') +
        rect(p.light, 168, 152, 10, 74, 5) +
        rect(STEEL, 154, 318, 92, 8, 4),
  dripper: (p) =>
    fill(PAPER, 'M118 92L282 92L214 184H186Z') +
    fill(COFFEE_BROWN, 'M138 116H262L214 182H186Z') +
    fill(p.main, 'M124 112L276 112L224 198H176Z') +
    fill(p.dark, 'M232 112H276L224 198H200Z') +
    stroke(
      p.light,
      4,
      repeat(3, (i) => `M${152 + 22 * i} 124L${178 + 10 * i} 190`),
    ) +
    rect(p.main, 142, 194, 116, 14, 7) +
    stroke(p.main, 9, 'M268 122Q304 130 282 160T250 166') +
    fill('#ffffff99', 'M166 208H234Q276 250 268 300Q264 322 242 322H158Q136 322 132 300Q124 250 166 208Z') +
    fill(COFFEE_BROWN, 'M134 272Q200 282 266 272Q272 320 242 322H158Q128 320 134 272Z') +
    stroke('#ffffff', 4, 'M148 252Q150 240 160 232') +
    (p.variant % 2 === 0 ? rect(WOOD, 160, 206, 80, 18, 6) : ''),
  'french-press': (p) =>
    stroke(STEEL_DARK, 5, 'M196 128V66') +
    ellipse(grip(p.variant), 196, 62, 16) +
    stroke(grip(p.variant), 15, 'M258 164H286Q300 164 300 184V248Q300 264 286 264H258') +
    rect('#ffffff88', 136, 138, 122, 176, 8) +
    rect(COFFEE_BROWN, 140, 196, 114, 116, 6) +
    rect(STEEL, 138, 184, 118, 10, 4) +
    fill(p.main, 'M130 142Q134 112 196 108T264 142Z') +
    rect(p.dark, 128, 136, 138, 12, 5) +
    rect(p.main, 128, 214, 138, 14, 4) +
    rect(p.main, 128, 300, 138, 24, 8) +
    rect(p.main, 128, 140, 13, 176) +
    rect(p.dark, 253, 140, 13, 176) +
    (p.variant % 3 === 0 ? rect(p.main, 190, 146, 12, 160) : '') +
    rect(GLASS, 150, 156, 12, 50, 6),
  'moka-pot': (p) =>
    stroke(grip(p.variant), 17, 'M246 128H286Q300 130 294 148L280 196') +
    fill(p.main, 'M134 118L244 118L232 214H148Z') +
    fill(p.dark, 'M206 118H244L232 214H200Z') +
    fill(p.light, 'M134 118L112 108L150 170Z') +
    fill(p.light, 'M128 118Q190 84 250 118Z') +
    ellipse(grip(p.variant), 190, 94, 12, 11) +
    rect(p.deep, 142, 212, 96, 16, 4) +
    fill(p.main, 'M146 228H234L258 312Q258 322 246 322H134Q122 322 122 312Z') +
    fill(p.dark, 'M202 228H234L258 312Q258 322 246 322H208Z') +
    stroke(p.light, 5, 'M160 132L168 202M158 244L146 306') +
    ellipse(BRASS, 230, 264, 7),
  'coffee-beans': (p) =>
    fill(p.main, 'M126 116H274L290 318Q200 328 110 318Z') +
    fill(p.dark, 'M238 116H274L290 318Q266 322 244 323Z') +
    fill(p.light, 'M126 116L140 78H260L274 116Z') +
    stroke(p.deep, 4, 'M134 96H266') +
    rect(BRASS, 118, 90, 12, 20, 3) +
    (p.variant % 2 === 0 ? rect(PAPER, 146, 176, 92, 94, 8) : ellipse(PAPER, 192, 222, 52)) +
    `<g transform="rotate(-28 192 222)">${ellipse(COFFEE_BROWN, 192, 222, 20, 30)}${stroke('#8a6a52', 4, 'M192 196Q180 214 192 224T192 250')}</g>`,
};
