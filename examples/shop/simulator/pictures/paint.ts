/** The colours of one picture, and the index of its line among the style's six lines. */
export interface Paint {
  readonly main: string;
  /** Shaded sides and seams. */
  readonly dark: string;
  /** Deep shadow: openings, insides. */
  readonly deep: string;
  /** Lit sides. */
  readonly light: string;
  /** 0 to 5: the index of the product's line in its style. Changes pattern and trim. */
  readonly variant: number;
}

/** Draws a product on a canvas of 400 by 400, standing on y = 330. Returns the SVG elements without the canvas. */
export type Painter = (paint: Paint) => string;

export const INK = '#30353a';
export const WOOD = '#c39367';
export const WOOD_DARK = '#a3754d';
export const PAPER = '#f7f3ec';
export const STEEL = '#c7cdd1';
export const STEEL_DARK = '#98a2a9';
export const BRASS = '#cda55a';
export const GLASS = '#ffffff66';
export const GLOW = '#fff1c4';

const COLOURS: Readonly<Record<string, string>> = {
  cream: '#efe4d0',
  oat: '#cdb896',
  sand: '#c9a878',
  clay: '#bd7a5c',
  rust: '#ae5130',
  copper: '#b8734a',
  ochre: '#d29a37',
  rose: '#d39a9b',
  plum: '#6b4159',
  sage: '#93a58c',
  forest: '#3d5a47',
  teal: '#2f7477',
  sky: '#8fb3c9',
  navy: '#31446a',
  slate: '#66747f',
  charcoal: '#43484e',
  steel: '#b4bcc2',
};

const channels = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** Mixes two colours. `share` is the part of the second, 0 to 1. */
export function mix(first: string, second: string, share: number): string {
  const to = channels(second);
  return (
    '#' +
    channels(first)
      .map((value, i) =>
        Math.round(value + ((to[i] ?? 0) - value) * share)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')
  );
}

/** Perceived lightness from 0 to 1. */
export function lightness(hex: string): number {
  const [r = 0, g = 0, b = 0] = channels(hex);
  return (0.3 * r + 0.59 * g + 0.11 * b) / 255;
}

export function paintOf(colour: string, variant: number): Paint {
  const main = COLOURS[colour] ?? '#888888';
  return {
    main,
    dark: mix(main, '#1d1a24', 0.2),
    deep: mix(main, '#1d1a24', 0.45),
    light: mix(main, '#ffffff', 0.22),
    variant,
  };
}

/** A filled path. */
export const fill = (colour: string, d: string) => `<path d="${d}" fill="${colour}"/>`;
/** A stroked path with round ends. */
export const stroke = (colour: string, width: number, d: string) =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
export const rect = (colour: string, x: number, y: number, width: number, height: number, radius = 0) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}"${radius > 0 ? ` rx="${radius}"` : ''} fill="${colour}"/>`;
export const ellipse = (colour: string, cx: number, cy: number, rx: number, ry = rx) =>
  `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="${ry}" fill="${colour}"/>`;
/** Round dots in one path. `places` is a sequence of `Mx yh0`. */
export const dots = (colour: string, diameter: number, places: string) => stroke(colour, diameter, places);
/** `count` marks in a box, evenly distributed without a visible grid, by steps of the golden ratio. */
export const scatter = (
  count: number,
  x: number,
  y: number,
  width: number,
  height: number,
  draw: (x: number, y: number, i: number) => string,
) =>
  repeat(count, (i) =>
    draw(Math.round(x + ((i * 0.618) % 1) * width), Math.round(y + ((i + 0.5) / count) * height), i),
  );
/** The elements and their mirror image at the vertical middle. */
export const mirrored = (elements: string) => `${elements}<g transform="matrix(-1 0 0 1 400 0)">${elements}</g>`;
/** The results of `draw` for 0, 1, 2 and so on, `count` of them. */
export const repeat = (count: number, draw: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => draw(i)).join('');
