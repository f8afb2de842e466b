import {
  BRASS,
  dots,
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

export const AUDIO: Readonly<Record<string, Painter>> = {
  headphones: (p) =>
    stroke(p.main, 20, 'M100 232C88 60 312 60 300 232') +
    stroke(p.light, 5, 'M118 150Q144 98 196 94') +
    (p.variant % 2 === 0 ? stroke(p.variant === 0 ? WOOD : p.dark, 24, 'M150 116Q200 84 250 116') : '') +
    mirrored(
      stroke(STEEL, 8, 'M99 190V228') +
        rect(INK, 104, 208, 40, 104, 20) +
        rect(p.main, 72, 204, 54, 112, 26) +
        rect(p.dark, 72, 204, 24, 112, 12) +
        ellipse(p.variant % 3 === 0 ? BRASS : p.light, 92, 260, 8, 22),
    ),
  earbuds: (p) =>
    mirrored(
      ellipse(p.main, 150, 128, 34, 32) +
        ellipse(p.deep, 172, 122, 16, 20) +
        rect(p.main, 126, 134, 22, 66, 11) +
        rect(p.dark, 126, 178, 22, 22, 10) +
        ellipse(p.light, 138, 116, 7),
    ) +
    rect(p.dark, 112, 228, 176, 96, 42) +
    rect(p.main, 112, 222, 176, 92, 42) +
    stroke(p.dark, 3, 'M114 256H286') +
    ellipse('#7fd08a', 200, 280, 5) +
    stroke(p.light, 6, 'M140 240H190') +
    (p.variant % 2 === 0 ? '' : rect(p.light, 186, 252, 28, 8, 4)),
  speaker: (p) =>
    p.variant === 1 || p.variant === 3
      ? rect(p.main, 128, 84, 144, 238, 26) +
        rect(p.dark, 244, 84, 28, 238, 14) +
        ellipse(INK, 190, 148, 32) +
        ellipse(STEEL_DARK, 190, 148, 12) +
        ellipse(INK, 190, 246, 50) +
        ellipse(p.dark, 190, 246, 40) +
        ellipse(STEEL_DARK, 190, 246, 16) +
        ellipse('#ffffff55', 182, 238, 6)
      : stroke(WOOD_DARK, 12, 'M140 158C140 92 260 92 260 158') +
        rect(p.main, 68, 152, 264, 166, 44) +
        rect(p.dark, 84, 176, 232, 118, 30) +
        dots(
          p.deep,
          10,
          repeat(36, (i) => `M${108 + 23 * (i % 9)} ${196 + 25 * Math.floor(i / 9)}h0`),
        ) +
        rect(BRASS, 176, 222, 48, 22, 5) +
        mirrored(rect(INK, 110, 314, 24, 12, 4)),
  turntable: (p) =>
    rect(p.dark, 56, 270, 288, 36, 10) +
    fill(p.variant % 2 === 0 ? WOOD : p.main, 'M92 140H308L344 268Q344 280 332 280H68Q56 280 56 268Z') +
    ellipse(STEEL_DARK, 180, 214, 96, 52) +
    ellipse(INK, 180, 208, 96, 52) +
    repeat(
      2,
      (i) =>
        `<ellipse cx="180" cy="208" rx="${80 - 22 * i}" ry="${43 - 12 * i}" fill="none" stroke="#565c62" stroke-width="2"/>`,
    ) +
    ellipse(p.variant % 2 === 0 ? p.main : p.light, 180, 208, 32, 17) +
    ellipse(PAPER, 180, 207, 4, 2) +
    ellipse(STEEL_DARK, 292, 176, 18, 11) +
    stroke(STEEL, 6, 'M292 172L286 232L240 240') +
    rect(PAPER, 228, 234, 20, 11, 3) +
    ellipse(STEEL, 306, 258, 12, 7) +
    mirrored(rect(INK, 78, 304, 34, 14, 6)) +
    stroke('#ffffff33', 4, 'M112 188Q130 168 170 164'),
  radio: (p) =>
    stroke(STEEL_DARK, 5, 'M262 136L324 58') +
    ellipse(STEEL_DARK, 324, 58, 6) +
    stroke(p.variant % 2 === 0 ? WOOD_DARK : p.dark, 13, 'M112 150C112 92 288 92 288 150') +
    rect(p.main, 64, 136, 272, 180, p.variant % 2 === 0 ? 40 : 18) +
    rect(p.dark, 64, 286, 272, 30, 16) +
    ellipse(p.deep, 150, 226, 62) +
    stroke(
      p.light,
      4,
      repeat(
        5,
        (i) =>
          `M${150 - Math.round(Math.sqrt(2800 - (24 * (i - 2)) ** 2))} ${178 + 24 * i}H${150 + Math.round(Math.sqrt(2800 - (24 * (i - 2)) ** 2))}`,
      ),
    ) +
    rect(PAPER, 230, 164, 82, 54, 8) +
    stroke('#c2563c', 3, 'M262 170V212') +
    stroke('#8d8a84', 2, 'M240 204H302M246 196V204M276 196V204M292 196V204') +
    ellipse(p.variant % 2 === 0 ? BRASS : STEEL, 250, 258, 19) +
    ellipse(p.variant % 2 === 0 ? BRASS : STEEL, 298, 258, 13) +
    mirrored(rect(INK, 96, 314, 26, 10, 4)),
};
