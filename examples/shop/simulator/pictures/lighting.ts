import {
  BRASS,
  ellipse,
  fill,
  GLOW,
  INK,
  mirrored,
  PAPER,
  type Painter,
  rect,
  repeat,
  STEEL_DARK,
  stroke,
  WOOD,
} from './paint.js';

/** The light below a shade. */
const pool = (d: string) => `<path d="${d}" fill="${GLOW}" opacity=".6"/>`;
const metal = (variant: number) => (variant % 2 === 0 ? BRASS : INK);

/** By line, in the order of departments.ts: 0 dome, 1 globe, 2 cone. */
const SHADES = [0, 1, 2, 1, 1, 0];
/** By line: 0 globe on a bracket, 1 disc, 2 swing arm. */
const FITTINGS = [2, 0, 2, 1, 0, 1];

export const LIGHTING: Readonly<Record<string, Painter>> = {
  'table-lamp': (p) =>
    pool('M128 192L76 322H324L272 192Z') +
    (p.variant % 3 === 2
      ? fill(p.main, 'M100 186Q104 92 200 90T300 186Q200 206 100 186Z') +
        fill(p.dark, 'M246 100Q298 124 300 186Q276 192 250 194Q270 150 246 100Z') +
        fill(p.light, 'M176 194H224L240 322H160Z')
      : fill(PAPER, 'M154 88H246L286 196H114Z') +
        (p.variant % 3 === 0
          ? stroke(
              '#e3d9c8',
              3,
              repeat(6, (i) => `M${164 + 14 * i} 92L${134 + 26 * i} 192`),
            )
          : '') +
        rect(metal(p.variant), 194, 194, 12, 30) +
        fill(p.main, 'M180 216H220Q272 244 262 288Q256 320 226 322H174Q144 320 138 288Q128 244 180 216Z') +
        fill(p.dark, 'M220 216Q272 244 262 288Q256 320 226 322H206Q250 280 220 216Z') +
        stroke(p.light, 6, 'M156 278Q152 254 174 238')),
  pendant: (p) =>
    stroke(INK, 3, 'M200 0V112') +
    pool('M104 226L40 360H360L296 226Z') +
    ellipse(GLOW, 200, 228, 26, 22) +
    [
      fill(p.main, 'M84 226Q92 118 200 112T316 226Z') + fill(p.dark, 'M246 122Q312 148 316 226H266Q276 160 246 122Z'),
      ellipse(p.main, 200, 196, 94, 84) +
        repeat(
          3,
          (i) =>
            `<ellipse cx="200" cy="196" rx="${94 - 30 * i}" ry="84" fill="none" stroke="${p.dark}" stroke-width="2"/>`,
        ),
      fill(p.main, 'M170 112H230L320 226H80Z') + fill(p.dark, 'M230 112L320 226H262L212 112Z'),
    ][SHADES[p.variant] as number] +
    rect(metal(p.variant), 182, 96, 36, 22, 5) +
    (SHADES[p.variant] === 1 ? '' : ellipse(PAPER, 200, 227, 106, 7)) +
    stroke(p.light, 6, 'M118 204Q128 164 158 144'),
  'floor-lamp': (p) =>
    p.variant % 2 === 1
      ? pool('M136 138L92 326H308L264 138Z') +
        fill(p.main, 'M154 52H246L276 142H124Z') +
        fill(p.dark, 'M224 52H246L276 142H232Z') +
        mirrored(stroke(WOOD, 9, 'M198 150L138 324')) +
        stroke(WOOD, 9, 'M200 148V318') +
        rect(BRASS, 188, 140, 24, 14, 4)
      : pool('M210 128L176 326H340L308 128Z') +
        stroke(metal(p.variant), 7, 'M124 314V120C124 44 258 34 258 92') +
        fill(p.main, 'M200 140Q202 88 258 86T316 140Z') +
        fill(p.dark, 'M284 94Q314 108 316 140H286Q294 116 284 94Z') +
        ellipse(PAPER, 258, 140, 54, 6) +
        ellipse(p.deep, 124, 318, 52, 10) +
        ellipse(p.dark, 124, 314, 52, 10),
  'desk-lamp': (p) =>
    pool('M70 184L40 322H206L170 146Z') +
    ellipse(p.deep, 256, 318, 68, 10) +
    ellipse(p.main, 256, 312, 68, 12) +
    stroke(metal(p.variant), 9, 'M258 308L292 200L186 118') +
    ellipse(INK, 292, 200, 11) +
    ellipse(STEEL_DARK, 186, 118, 9) +
    fill(p.main, 'M188 96Q202 112 186 136L168 152L62 190Q66 110 138 98Z') +
    fill(p.dark, 'M188 96Q202 112 186 136L168 152L136 164Q174 132 164 96Z') +
    `<g transform="rotate(-20 116 176)">${ellipse(PAPER, 116, 174, 58, 9)}</g>` +
    (p.variant % 2 === 0 ? ellipse(p.light, 256, 308, 16, 5) : ''),
  'wall-light': (p) =>
    ellipse('#fff1c477', 200, 190, 150, 140) +
    [
      rect(p.main, 180, 220, 40, 84, 20) +
        stroke(BRASS, 8, 'M200 262V196') +
        ellipse('#fffaf0', 200, 158, 66) +
        stroke('#f3e6c8', 5, 'M158 168Q160 120 196 108'),
      ellipse(p.dark, 208, 196, 96) +
        ellipse(p.main, 200, 190, 96) +
        ellipse(p.light, 200, 190, 58) +
        ellipse(PAPER, 200, 190, 40),
      rect(BRASS, 288, 110, 18, 190, 9) +
        stroke(BRASS, 7, 'M296 170H180') +
        fill(p.main, 'M146 150H206L236 236H116Z') +
        fill(p.dark, 'M190 150H206L236 236H206Z') +
        ellipse(PAPER, 176, 236, 60, 6),
    ][FITTINGS[p.variant] as number],
  'light-bulb': (p) =>
    ellipse(GLOW, 200, 176, 118) +
    (p.variant === 3
      ? fill('#ffffffcc', 'M200 74Q256 150 240 200T168 240Q132 180 200 74Z')
      : ellipse('#ffffffcc', 200, p.variant === 2 ? 168 : 160, p.variant === 2 ? 92 : 74) +
        fill('#ffffffcc', 'M152 206H248L232 256H168Z')) +
    stroke(BRASS, 4, 'M182 250V200L170 160L186 176L200 156L214 176L230 160L218 200V250') +
    rect(p.main, 164, 250, 72, 52, 6) +
    stroke(p.dark, 5, 'M164 266H236M164 284H236') +
    fill(INK, 'M176 302H224L212 322H188Z'),
};
