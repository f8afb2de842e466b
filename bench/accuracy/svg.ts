/** Small charts as SVG text: a white ground, so that they read the same on a dark page. */
const WIDTH = 480;
const HEIGHT = 320;
const PLOT = { left: 64, right: WIDTH - 24, top: 78, bottom: HEIGHT - 66 } as const;
/** Of series without a colour of their own. */
const COLOURS = ['#0969da', '#bc4c00', '#8250df', '#1a7f37', '#6e7781'] as const;

export interface Named {
  readonly name: string;
  /** The same thing has the same colour in every chart. */
  readonly colour?: string;
}

export interface Series extends Named {
  readonly points: readonly { readonly x: number; readonly y: number; readonly label?: string }[];
}

interface Labels {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
}

const escape = (text: string) => text.replace(/[&<>"]/g, (found) => `&#${found.charCodeAt(0)};`);
const round = (value: number) => Math.round(value * 10) / 10;

function text(x: number, y: number, content: string, { size = 11, anchor = 'start', more = '' } = {}): string {
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" text-anchor="${anchor}"${more}>${escape(content)}</text>`;
}

const colourOf = ({ colour }: Named, i: number) => colour ?? COLOURS[i % COLOURS.length]!;

/** About `count` round numbers that span the range, `smallest` apart at least. */
export function ticks(from: number, to: number, { count = 5, smallest = 0 } = {}): number[] {
  const rough = Math.max(smallest, (to - from) / count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.floor(from / step + 1e-9);
  const last = Math.ceil(to / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

function scale(values: readonly number[], low: number, high: number, { fromZero = false, whole = false }) {
  const to = Math.max(...values, fromZero ? 0 : -Infinity);
  const from = fromZero ? 0 : Math.min(...values);
  // All the same: some room on both sides.
  const room = to > from ? 0 : Math.abs(to) / 2 || 1;
  const at = ticks(fromZero ? 0 : from - room, to + room, { smallest: whole ? 1 : 0 });
  const [first, last] = [at[0]!, at[at.length - 1]!];
  return { at, place: (value: number) => low + ((value - first) / (last - first)) * (high - low) };
}

function frame({ title, xLabel, yLabel }: Labels, series: readonly Named[], y: ReturnType<typeof scale>): string[] {
  const { left, right, top, bottom } = PLOT;
  let next: { readonly x: number; readonly y: number } = { x: left, y: 36 };
  const legend = series.flatMap((one, i) => {
    const width = 28 + 6.4 * one.name.length;
    if (next.x + width > WIDTH) next = { x: left, y: next.y + 16 };
    const { x, y: top } = next;
    next = { x: x + width, y: top };
    return [
      `<rect x="${round(x)}" y="${top}" width="10" height="10" rx="2" fill="${colourOf(one, i)}"/>`,
      text(x + 14, top + 9, one.name),
    ];
  });
  return [
    text(left, 22, title, { size: 14, more: ' font-weight="600"' }),
    ...legend,
    ...y.at.flatMap((value) => [
      `<line x1="${left}" x2="${right}" y1="${round(y.place(value))}" y2="${round(y.place(value))}" stroke="#d8dee4"/>`,
      text(left - 8, y.place(value) + 4, String(value), { anchor: 'end' }),
    ]),
    `<path d="M${left} ${top}V${bottom}H${right}" fill="none" stroke="#57606a"/>`,
    text((left + right) / 2, HEIGHT - 12, xLabel, { size: 12, anchor: 'middle' }),
    text(0, 0, yLabel, {
      size: 12,
      anchor: 'middle',
      more: ` transform="translate(16 ${(top + bottom) / 2}) rotate(-90)"`,
    }),
  ];
}

/** Points of each series, joined by a line unless `scatter`. */
export function lineChart(
  labels: Labels,
  series: readonly Series[],
  { fromZero = false, scatter = false, wholeX = false } = {},
): string {
  const points = series.flatMap((one) => one.points);
  const x = scale(
    points.map((point) => point.x),
    PLOT.left,
    PLOT.right,
    { whole: wholeX },
  );
  const y = scale(
    points.map((point) => point.y),
    PLOT.bottom,
    PLOT.top,
    { fromZero },
  );
  const drawn = series.flatMap((one, i) => {
    const colour = colourOf(one, i);
    const at = one.points.map((point) => ({ ...point, cx: round(x.place(point.x)), cy: round(y.place(point.y)) }));
    return [
      ...(scatter
        ? []
        : [
            `<polyline points="${at.map(({ cx, cy }) => `${cx},${cy}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
          ]),
      ...at.map(
        ({ cx, cy }) =>
          `<circle cx="${cx}" cy="${cy}" r="${scatter ? 6 : at.length > 12 ? 2 : 3.5}" fill="${colour}"/>`,
      ),
      ...at.flatMap(({ cx, cy, label }) =>
        label === undefined ? [] : [text(cx, cy - 9, label, { anchor: 'middle' })],
      ),
    ];
  });
  const xTicks = x.at.map((value) => text(x.place(value), PLOT.bottom + 18, String(value), { anchor: 'middle' }));
  return [...frame(labels, series, y), ...xTicks, ...drawn].join('\n');
}

/** Groups of bars side by side, a note below each group's name. */
export function barChart(
  labels: Labels,
  groups: readonly { readonly name: string; readonly note: string; readonly values: readonly number[] }[],
  series: readonly Named[],
): string {
  const y = scale(
    groups.flatMap(({ values }) => values),
    PLOT.bottom,
    PLOT.top,
    { fromZero: true },
  );
  const groupWidth = (PLOT.right - PLOT.left) / groups.length;
  const barWidth = (groupWidth * 0.8) / series.length;
  const drawn = groups.flatMap(({ name, note, values }, group) => {
    const left = PLOT.left + groupWidth * (group + 0.1);
    const middle = PLOT.left + groupWidth * (group + 0.5);
    const bars = values.map((value, i) => {
      const at = round(y.place(value));
      return `<rect x="${round(left + i * barWidth)}" y="${at}" width="${round(barWidth - 1)}" height="${round(PLOT.bottom - at)}" fill="${colourOf(series[i]!, i)}"/>`;
    });
    return [
      ...bars,
      text(middle, PLOT.bottom + 16, name, { anchor: 'middle' }),
      text(middle, PLOT.bottom + 31, note, { size: 10, anchor: 'middle', more: ' fill="#57606a"' }),
    ];
  });
  return [...frame(labels, series, y), ...drawn].join('\n');
}

/** Charts beside each other as one picture. */
export function picture(...charts: readonly string[]): string {
  const width = WIDTH * charts.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEIGHT}" viewBox="0 0 ${width} ${HEIGHT}" font-family="system-ui, sans-serif" fill="#1f2328">`,
    `<rect width="${width}" height="${HEIGHT}" fill="#ffffff"/>`,
    ...charts.map((chart, i) => `<g transform="translate(${i * WIDTH} 0)">\n${chart}\n</g>`),
    '</svg>\n',
  ].join('\n');
}
