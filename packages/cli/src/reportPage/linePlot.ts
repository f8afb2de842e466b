import { type Html, html } from './html.js';

interface Axis {
  readonly label: string;
  readonly domain: readonly [number, number];
  readonly format: (value: number) => string;
  /** Distance of ticks is a multiple of this; default any. */
  readonly step?: number;
}

interface Line {
  /** A class of the style sheet: `model`, or `reference` for a dashed line without dots. */
  readonly className: 'model' | 'reference';
  readonly points: readonly (readonly [x: number, y: number])[];
}

interface LinePlotOptions {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** What a reader sees in the plot, for those who do not see it. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
}

/** Letters are readable on a phone, where the plot is about as wide as this. */
const WIDTH = 380;
const HEIGHT = 260;
const LEFT = 48;
const RIGHT = 12;
const TOP = 26;
const BOTTOM = 46;
const TICKS = 5;
const MANY_POINTS = 25;

const round = (value: number) => Number(value.toFixed(1));

/** At most about five round values in the domain. */
function ticksOf({ domain: [from, to], step = 0 }: Axis): number[] {
  if (from === to) return [from];
  const least = Math.max(step, (to - from) / TICKS);
  const power = 10 ** Math.floor(Math.log10(least));
  const distance = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= least * (1 - 1e-9))!;
  const first = Math.ceil(from / distance - 1e-9);
  const last = Math.floor(to / distance + 1e-9);
  // A multiple such as 3 * 0.1 is not exact.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * distance).toPrecision(12)));
}

/** Points joined by lines, as SVG. Colours are those of the page. */
export function linePlot({ id, title, description, x, y, lines }: LinePlotOptions): Html {
  const scale =
    ({ domain: [from, to] }: Axis, start: number, end: number) =>
    (value: number) =>
      round(start + ((value - from) / (to - from || 1)) * (end - start));
  const atX = scale(x, LEFT, WIDTH - RIGHT);
  const atY = scale(y, HEIGHT - BOTTOM, TOP);
  const middle = round((LEFT + WIDTH - RIGHT) / 2);
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-desc">
<title id="${id}-title">${title}</title>
<desc id="${id}-desc">${description}</desc>
${ticksOf(y).map(
  (value) => html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${atY(value)}" y2="${atY(value)}"/>
<text x="${LEFT - 6}" y="${atY(value) + 4}" text-anchor="end">${y.format(value)}</text>
`,
)}
${ticksOf(x).map(
  (value) =>
    html`<text x="${atX(value)}" y="${HEIGHT - BOTTOM + 17}" text-anchor="middle">${x.format(value)}</text>
`,
)}
<text x="${middle}" y="${HEIGHT - 8}" text-anchor="middle">${x.label}</text>
<text x="0" y="12">${y.label}</text>
${lines.map(({ className, points }) => {
  const path = points.map(([pointX, pointY]) => `${atX(pointX)},${atY(pointY)}`).join(' ');
  const radius = points.length > MANY_POINTS ? 2 : 3.5;
  return html`<polyline class="${className}" points="${path}"/>
${
  className === 'reference'
    ? undefined
    : points.map(
        ([pointX, pointY]) => html`<circle class="${className}" cx="${atX(pointX)}" cy="${atY(pointY)}" r="${radius}"/>
`,
      )
}`;
})}
</svg>`;
}
