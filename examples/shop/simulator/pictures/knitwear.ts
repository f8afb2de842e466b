import {
  dots,
  ellipse,
  fill,
  mirrored,
  PAPER,
  type Paint,
  type Painter,
  rect,
  repeat,
  scatter,
  stroke,
} from './paint.js';

const TORSO = 'M136 116C154 108 168 104 176 100Q200 116 224 100C232 104 246 108 264 116L270 306Q200 316 130 306Z';
const SLEEVE = 'M138 115C110 124 98 152 91 192L72 292Q88 302 106 298L136 206Z';

/** Stitches and patterns, clipped to the torso. */
const PATTERNS = {
  plain: () => '',
  ribbed: ({ dark }: Paint) =>
    stroke(
      dark,
      1.6,
      repeat(7, (i) => `M${146 + 18 * i} 142V288`),
    ),
  striped: ({ light }: Paint) =>
    stroke(
      light,
      7,
      repeat(4, (i) => `M136 ${160 + 32 * i}Q200 ${168 + 32 * i} 264 ${160 + 32 * i}`),
    ),
  cabled: ({ light, dark }: Paint) =>
    stroke(
      light,
      3,
      repeat(3, (i) => `M${160 + 36 * i} 136q12 12 0 24t0 24t0 24t0 24t0 24t0 24`),
    ) +
    stroke(
      dark,
      3,
      repeat(3, (i) => `M${168 + 36 * i} 136q-12 12 0 24t0 24t0 24t0 24t0 24t0 24`),
    ),
  flecked: ({ light, deep }: Paint) =>
    dots(
      light,
      5,
      scatter(12, 140, 136, 120, 144, (x, y) => `M${x} ${y}h0`),
    ) +
    dots(
      deep,
      5,
      scatter(12, 144, 144, 116, 144, (x, y) => `M${264 - x + 136} ${y}h0`),
    ),
  argyle: ({ light, dark }: Paint) =>
    repeat(12, (i) =>
      fill((i + (i >> 2)) % 2 === 0 ? light : dark, `M${142 + 32 * (i % 4)} ${176 + 40 * (i >> 2)}l10-18 10 18-10 18z`),
    ),
  waffled: ({ dark }: Paint) =>
    stroke(
      dark,
      4,
      repeat(24, (i) => `M${146 + 20 * (i % 6)} ${148 + 36 * Math.floor(i / 6)}h8`),
    ),
  blocked: ({ light }: Paint) => fill(light, 'M134 156Q200 168 266 156L267 196Q200 208 133 196Z'),
} as const;

/** In the order of the lines in departments.ts. */
const PATTERNS_OF_STYLE = {
  crew: ['plain', 'striped', 'ribbed', 'flecked', 'waffled', 'cabled'],
  rollNeck: ['plain', 'blocked', 'ribbed', 'flecked', 'cabled', 'striped'],
  cardigan: ['plain', 'striped', 'blocked', 'cabled', 'flecked', 'ribbed'],
  vest: ['cabled', 'plain', 'argyle', 'ribbed', 'flecked', 'striped'],
  hoodie: ['plain', 'plain', 'plain', 'blocked', 'flecked', 'striped'],
} as const satisfies Record<string, readonly (keyof typeof PATTERNS)[]>;

const pattern = (paint: Paint, of: keyof typeof PATTERNS_OF_STYLE) =>
  PATTERNS[PATTERNS_OF_STYLE[of][paint.variant] ?? 'plain'](paint);

const ribs = ({ dark }: Paint) =>
  fill(dark, 'M130 290Q200 300 270 290L270 306Q200 316 130 306Z') +
  mirrored(fill(dark, 'M75 276Q92 286 109 282L105 298Q88 302 72 292Z'));

const sweater = (paint: Paint, of: keyof typeof PATTERNS_OF_STYLE) =>
  mirrored(fill(paint.main, SLEEVE) + stroke(paint.dark, 2, 'M136 128L134 206')) +
  fill(paint.main, TORSO) +
  pattern(paint, of) +
  ribs(paint);

export const KNITWEAR: Readonly<Record<string, Painter>> = {
  'crew-sweater': (p) =>
    sweater(p, 'crew') +
    fill(p.deep, 'M178 100Q200 108 222 100Q200 122 178 100Z') +
    stroke(p.dark, 9, 'M175 101Q200 127 225 101'),
  'roll-neck': (p) =>
    sweater(p, 'rollNeck') +
    rect(p.light, 168, 74, 64, 38, 12) +
    rect(p.main, 166, 90, 68, 26, 11) +
    stroke(p.dark, 2, 'M172 92Q200 99 228 92'),
  cardigan: (p) =>
    mirrored(fill(p.main, SLEEVE) + stroke(p.dark, 2, 'M136 128L134 206')) +
    fill(p.main, TORSO) +
    pattern(p, 'cardigan') +
    ribs(p) +
    fill(PAPER, 'M178 100Q200 108 222 100L204 178H196Z') +
    fill(p.deep, 'M180 100Q200 96 220 100L212 106Q200 103 188 106Z') +
    stroke(p.dark, 9, 'M176 101L200 182L224 101M200 182V304') +
    repeat(4, (i) => ellipse(p.light, 200, 200 + 30 * i, 4.5)) +
    mirrored(rect(p.dark, 146, 244, 36, 5, 2)),
  'knit-vest': (p) =>
    fill(p.main, TORSO) +
    pattern(p, 'vest') +
    fill(p.dark, 'M130 290Q200 300 270 290L270 306Q200 316 130 306Z') +
    fill(p.deep, 'M177 100Q200 108 223 100L200 158Z') +
    stroke(p.dark, 9, 'M175 101L200 160L225 101') +
    mirrored(stroke(p.dark, 9, 'M138 118Q128 160 134 214')),
  hoodie: (p) =>
    fill(p.dark, 'M158 112C148 66 176 52 200 52S252 66 242 112Z') +
    sweater(p, 'hoodie') +
    fill(p.deep, 'M174 106C170 76 186 68 200 68S230 76 226 106Q200 130 174 106Z') +
    fill(p.main, 'M160 108Q176 96 178 100Q200 140 222 100Q224 96 240 108Q224 138 200 142Q176 138 160 108Z') +
    stroke(PAPER, 3, 'M188 138V176M212 138V170') +
    fill(p.dark, 'M158 232H242L258 284H142Z') +
    stroke(p.light, 2, 'M158 232L144 284M242 232L256 284'),
};
