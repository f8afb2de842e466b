import {
  BRASS,
  ellipse,
  fill,
  INK,
  mirrored,
  PAPER,
  type Painter,
  rect,
  repeat,
  STEEL,
  STEEL_DARK,
  stroke,
  WOOD,
  WOOD_DARK,
} from './paint.js';

export const BAGS: Readonly<Record<string, Painter>> = {
  rucksack: (p) =>
    stroke(p.deep, 9, 'M176 96C176 62 224 62 224 96') +
    mirrored(stroke(p.deep, 16, 'M134 150C104 170 102 250 122 300')) +
    rect(p.main, 118, 92, 164, 232, 44) +
    fill(p.dark, 'M118 240H282V284Q282 324 240 324H160Q118 324 118 284Z') +
    (p.variant % 2 === 0
      ? fill(p.light, 'M116 140Q116 86 164 86H236Q284 86 284 140Q284 176 270 180H130Q116 176 116 140Z') +
        mirrored(rect(p.deep, 156, 160, 10, 84) + rect(BRASS, 152, 204, 18, 14, 3))
      : rect(p.light, 126, 78, 148, 34, 10) +
        stroke(p.dark, 3, 'M126 100H274') +
        rect(p.deep, 194, 90, 12, 96) +
        rect(BRASS, 190, 150, 20, 14, 3)) +
    rect(p.main, 142, 234, 116, 70, 16) +
    stroke(p.deep, 4, 'M154 250H246') +
    rect(WOOD, 188, 268, 24, 16, 3),
  tote: (p) =>
    mirrored(stroke(p.variant % 2 === 0 ? WOOD_DARK : p.dark, 10, 'M158 164C158 62 190 62 200 62')) +
    fill(p.main, 'M104 150H296L314 318Q200 330 86 318Z') +
    fill(p.light, 'M104 150H296L299 174H101Z') +
    mirrored(rect(p.dark, 150, 152, 16, 34, 3)) +
    [
      fill(p.dark, 'M88 284H312L314 318Q200 330 86 318Z'),
      rect(PAPER, 164, 222, 72, 46, 3) + stroke(p.dark, 3, 'M176 238H224M184 252H216'),
      ellipse(p.dark, 200, 244, 34),
      stroke(p.dark, 6, 'M96 230H304M94 250H306'),
      fill(p.dark, 'M140 218H260V300H140Z') + stroke(p.light, 3, 'M140 232H260'),
      stroke(p.dark, 3, 'M150 190L136 320M250 190L264 320'),
    ][p.variant % 6],
  duffel: (p) =>
    stroke(p.deep, 9, 'M86 210C60 120 340 120 314 210') +
    rect(p.main, 58, 170, 284, 146, 62) +
    mirrored(fill(p.dark, 'M120 170Q58 176 58 243T120 316Q92 300 92 243T120 170Z')) +
    stroke(p.deep, 4, 'M120 186H280') +
    rect(STEEL, 268, 180, 18, 11, 3) +
    mirrored(fill(p.variant % 2 === 0 ? WOOD_DARK : p.dark, 'M146 170H162V316H146Z')) +
    stroke(p.variant % 2 === 0 ? WOOD_DARK : p.dark, 9, 'M154 216C154 130 246 130 246 216') +
    rect(p.light, 172, 224, 56, 44, 6) +
    stroke(p.dark, 3, 'M180 236H220'),
  sling: (p) =>
    stroke(p.deep, 14, 'M110 228C60 120 220 20 312 214') +
    rect(BRASS, 176, 88, 30, 22, 5) +
    fill(p.main, 'M84 218Q92 200 130 198L284 196Q324 198 322 236C316 300 258 320 206 318C132 314 88 274 84 218Z') +
    fill(p.dark, 'M92 246Q200 296 318 252C302 300 254 320 206 318C146 316 102 288 92 246Z') +
    stroke(p.deep, 4, 'M112 220H292') +
    rect(BRASS, 282, 214, 18, 11, 3) +
    (p.variant % 2 === 0 ? stroke(p.light, 4, 'M128 258Q200 290 282 260') : rect(PAPER, 180, 238, 42, 18, 4)),
  'wheeled-case': (p) =>
    mirrored(stroke(STEEL_DARK, 6, 'M168 120V54')) +
    rect(INK, 158, 44, 84, 14, 7) +
    rect(p.main, 122, 108, 156, 206, 24) +
    fill(p.dark, 'M250 108Q278 108 278 132V290Q278 314 254 314H246V108Z') +
    (p.variant % 2 === 0
      ? repeat(5, (i) => rect(p.dark, 140 + 24 * i, 126, 5, 172, 2))
      : rect(p.light, 138, 130, 96, 76, 10) +
        rect(p.light, 138, 218, 96, 78, 10) +
        stroke(p.dark, 3, 'M150 146H222M150 234H222')) +
    mirrored(rect(INK, 136, 312, 20, 18, 6)) +
    stroke(INK, 8, 'M178 108C178 92 222 92 222 108') +
    rect(STEEL, 186, 202, 28, 12, 3),
};
