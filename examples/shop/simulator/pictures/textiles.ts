import { dots, ellipse, fill, mirrored, PAPER, type Paint, type Painter, rect, repeat, stroke } from './paint.js';

/** A weave in a box, in six patterns. */
function weave(p: Paint, x: number, y: number, width: number, height: number): string {
  const across = (i: number, count: number) => x + (width * (i + 0.5)) / count;
  const down = (i: number, count: number) => y + (height * (i + 0.5)) / count;
  switch (p.variant % 6) {
    case 0:
      return stroke(
        p.light,
        2,
        repeat(7, (i) => `M${across(i, 7)} ${y + 6}V${y + height - 6}`),
      );
    case 1:
      return stroke(
        p.light,
        8,
        repeat(4, (i) => `M${x + 4} ${down(i, 4)}h${width - 8}`),
      );
    case 2:
      return fill(
        p.light,
        repeat(20, (i) => `M${across(i % 5, 5)} ${down(Math.floor(i / 5), 4) - 8}l9 8-9 8-9-8z`),
      );
    case 3:
      return dots(
        p.dark,
        10,
        repeat(20, (i) => `M${across(i % 5, 5)} ${down(Math.floor(i / 5), 4)}h0`),
      );
    case 4:
      return stroke(
        p.dark,
        4,
        repeat(
          5,
          (i) =>
            `M${x + 8} ${down(i, 5)}l${(width - 16) / 4}-9 ${(width - 16) / 4} 9 ${(width - 16) / 4}-9 ${(width - 16) / 4} 9`,
        ),
      );
    default:
      return (
        rect(p.dark, x + width * 0.62, y, width * 0.16, height) +
        rect(p.light, x + width * 0.8, y, width * 0.05, height)
      );
  }
}

export const TEXTILES: Readonly<Record<string, Painter>> = {
  'duvet-set': (p) =>
    mirrored(
      fill(p.light, 'M84 154Q82 112 104 110H176Q194 112 192 154Q194 190 176 188H102Q82 190 84 154Z') +
        stroke(p.main, 3, 'M104 124Q136 132 172 122'),
    ) +
    fill(p.main, 'M56 212Q58 176 96 176H304Q342 176 344 212L352 322H48Z') +
    weave(p, 66, 226, 268, 92) +
    fill(PAPER, 'M58 204Q60 172 96 172H304Q340 172 342 204L344 226Q200 240 56 226Z') +
    stroke(p.dark, 2, 'M56 226Q200 240 344 226'),
  throw: (p) =>
    fill(p.dark, 'M92 118H312Q322 118 320 130L308 300H84Z') +
    fill(p.main, 'M80 132Q80 112 100 112H284Q300 112 298 130L292 296H72Z') +
    weave(p, 92, 124, 190, 164) +
    stroke(
      p.dark,
      4,
      repeat(13, (i) => `M${80 + 17 * i} 296v22`),
    ) +
    fill(p.light, 'M80 132Q80 112 100 112H118Q104 116 102 132L92 296H72Z'),
  cushion: (p) =>
    fill(p.dark, 'M88 104Q200 90 316 106Q330 210 314 320Q200 332 90 318Q76 210 88 104Z') +
    fill(p.main, 'M84 98Q200 112 316 98Q302 206 316 312Q200 300 84 312Q98 206 84 98Z') +
    weave(p, 112, 122, 176, 166) +
    (p.variant % 2 === 0 ? mirrored(stroke(p.dark, 5, 'M84 98l-12-12M84 312l-12 12')) : '') +
    stroke('#ffffff44', 6, 'M106 128Q112 160 112 190'),
  towel: (p) =>
    p.variant % 2 === 0
      ? repeat(
          3,
          (i) =>
            rect([p.dark, p.main, p.light][i] as string, 78 + 8 * i, 254 - 62 * i, 244 - 16 * i, 64, 28) +
            stroke(p.deep, 2, `M${104 + 8 * i} ${286 - 62 * i}H${296 - 8 * i}`),
        ) +
        rect(PAPER, 84, 268, 232, 7) +
        rect(PAPER, 92, 206, 216, 7)
      : rect('#a3754d', 70, 92, 260, 12, 6) +
        rect(p.dark, 120, 96, 166, 204, 8) +
        rect(p.main, 112, 92, 160, 222, 8) +
        weave(p, 118, 190, 148, 74) +
        rect(PAPER, 112, 276, 160, 10) +
        stroke(
          p.dark,
          3,
          repeat(10, (i) => `M${118 + 16.5 * i} 314v10`),
        ),
  rug: (p) =>
    fill(p.dark, 'M120 128H284L356 312H48Z') +
    fill(p.main, 'M120 122H280L350 306H50Z') +
    fill(p.light, 'M132 138H268L322 290H78Z') +
    fill(p.main, 'M142 150H258L304 278H96Z') +
    [
      repeat(3, (i) => fill(p.light, `M200 ${168 + 34 * i}l${22 + 6 * i} 14-${22 + 6 * i} 14-${22 + 6 * i}-14z`)),
      stroke(
        p.dark,
        7,
        repeat(4, (i) => `M${134 - 9 * i} ${172 + 28 * i}H${266 + 9 * i}`),
      ),
      ellipse(p.dark, 200, 214, 62, 40) + ellipse(p.light, 200, 214, 36, 22),
      stroke(
        PAPER,
        4,
        repeat(
          3,
          (i) => `M${132 - 10 * i} ${184 + 34 * i}l${34 + 5 * i}-12 ${34 + 5 * i} 12 ${34 + 5 * i}-12 ${34 + 5 * i} 12`,
        ),
      ),
      '',
      fill(p.dark, 'M142 150H200L200 278H96Z'),
    ][p.variant % 6] +
    stroke(
      PAPER,
      3,
      repeat(16, (i) => `M${56 + 19.2 * i} 307l-3 13`),
    ) +
    stroke(
      PAPER,
      2,
      repeat(12, (i) => `M${124 + 14 * i} 122v-8`),
    ),
};
