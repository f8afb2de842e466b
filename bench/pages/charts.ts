import * as Plot from '@observablehq/plot';
import { colourOf, type Panel, type Series } from './figure.js';

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Stands at the end of the bar. */
  readonly label: string;
  readonly series: Series;
  /** Bars of a group stand together beside its name. */
  readonly group?: string;
}

interface BarOptions {
  readonly xLabel: string;
  /** Space for names, in pixels. */
  readonly nameWidth: number;
  /** Space for names of groups, in pixels. */
  readonly groupWidth?: number;
  /** Space for the longest label, in pixels. */
  readonly labelWidth?: number;
  /** A line across all bars. */
  readonly goal?: { readonly value: number; readonly label: string };
  /** A tick at the limit of each bar, by its name. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Without values on the axis: the labels have them. */
  readonly hideAxis?: boolean;
}

/** Pixels between values on an axis: `1,000` needs about 40. */
const TICK_SPACING = 60;

/** Horizontal bars from zero. */
export function barPlot(
  bars: readonly Bar[],
  { xLabel, nameWidth, groupWidth = 0, labelWidth = 56, goal, limits = {}, hideAxis = false }: BarOptions,
): Panel['plot'] {
  const grouped = groupWidth > 0;
  const channels = { y: 'name', x: 'value', ...(grouped && { fy: 'group' }) } as const;
  const hasLimits = Object.keys(limits).length > 0;
  const largest = Math.max(...bars.map(({ value }) => value), goal?.value ?? 0, ...Object.values(limits));
  return {
    marginLeft: nameWidth + groupWidth,
    marginRight: labelWidth,
    marginTop: goal ? 18 : 4,
    marginBottom: hideAxis ? 4 : 36,
    x: {
      label: xLabel,
      labelArrow: 'none',
      labelAnchor: 'center',
      domain: [0, largest],
      tickSpacing: TICK_SPACING,
      ...(hideAxis && { axis: null }),
    },
    y: { label: null, domain: [...new Set(bars.map(({ name }) => name))], padding: 0.2 },
    ...(grouped && { fy: { label: null, padding: 0.2, domain: [...new Set(bars.map(({ group }) => group!))] } }),
    marks: [
      ...(hideAxis ? [] : [Plot.gridX({ tickSpacing: TICK_SPACING, strokeOpacity: 0.12 })]),
      Plot.axisY({ tickSize: 0, label: null }),
      ...(grouped
        ? [Plot.axisFy({ anchor: 'left', label: null, tickSize: 0, dx: 8 - nameWidth, lineHeight: 1.2 })]
        : []),
      Plot.barX(bars, { ...channels, fill: ({ series }: Bar) => colourOf(series.colour) }),
      goal || hasLimits
        ? // In a column, where no goal and no limit crosses them.
          Plot.text(bars, {
            y: 'name',
            ...(grouped && { fy: 'group' }),
            text: 'label',
            frameAnchor: 'right',
            textAnchor: 'end',
            dx: labelWidth - 2,
          })
        : Plot.text(bars, { ...channels, text: 'label', textAnchor: 'start', dx: 5 }),
      Plot.tickX(Object.entries(limits), {
        x: ([, limit]) => limit,
        y: ([name]) => name,
        stroke: colourOf('orange'),
        strokeWidth: 2,
      }),
      ...(goal
        ? [
            Plot.ruleX([goal.value], { stroke: colourOf('text'), strokeDasharray: '4 3' }),
            Plot.text([goal.label], { x: goal.value, frameAnchor: 'top', dy: -15 }),
          ]
        : []),
    ],
  };
}

const powersOfTen = (values: readonly number[]) => {
  const [first, last] = [Math.min(...values), Math.max(...values)].map((value) => Math.floor(Math.log10(value)));
  return Array.from({ length: last! - first! + 1 }, (_, i) => Number(`1e${first! + i}`));
};

/** Values of very different size on a logarithmic axis, as dots. */
export function dotPlot(
  bars: readonly Bar[],
  { xLabel, nameWidth, labelWidth = 56 }: Pick<BarOptions, 'xLabel' | 'nameWidth' | 'labelWidth'>,
): Panel['plot'] {
  return {
    marginLeft: nameWidth,
    marginRight: labelWidth,
    marginTop: 4,
    marginBottom: 40,
    x: {
      type: 'log',
      label: xLabel,
      labelArrow: 'none',
      labelAnchor: 'center',
      ticks: powersOfTen(bars.map(({ value }) => value)),
      tickFormat: String,
      grid: true,
    },
    y: { label: null, domain: bars.map(({ name }) => name) },
    marks: [
      Plot.axisY({ tickSize: 0, label: null }),
      Plot.gridY({ strokeOpacity: 0.12 }),
      Plot.dot(bars, { x: 'value', y: 'name', r: 5, fill: ({ series }: Bar) => colourOf(series.colour) }),
      Plot.text(bars, { x: 'value', y: 'name', text: 'label', textAnchor: 'start', dx: 10 }),
    ],
  };
}

export interface Point {
  readonly series: Series;
  readonly x: number;
  readonly y: number;
  /** Stands above the point, or beside the name of the series. */
  readonly label?: string;
}

interface LineOptions {
  readonly xLabel: string;
  readonly yLabel: string;
  readonly x?: Plot.ScaleOptions;
  readonly y?: Plot.ScaleOptions;
  /** Points without lines between them. */
  readonly scatter?: boolean;
  /** Space for the name of each series at its last point, in pixels. Without it a legend has to name them. */
  readonly nameWidth?: number;
}

const MANY_POINTS = 40;

/** Points of several series, joined by lines. */
export function linePlot(
  points: readonly Point[],
  { xLabel, yLabel, x, y, scatter = false, nameWidth }: LineOptions,
): Panel['plot'] {
  const at = { x: 'x', y: 'y' } as const;
  const colour = ({ series }: Point) => colourOf(series.colour);
  const last = [...new Map(points.map((point) => [point.series.name, point])).values()];
  return {
    marginLeft: 52,
    marginRight: nameWidth ?? 20,
    marginTop: 24,
    marginBottom: 40,
    x: { label: xLabel, labelArrow: 'none', labelAnchor: 'center', insetLeft: 6, ...x },
    y: { label: yLabel, labelArrow: 'none', grid: true, nice: true, ...y },
    marks: [
      ...(scatter
        ? []
        : [Plot.line(points, { ...at, stroke: colour, z: ({ series }: Point) => series.name, strokeWidth: 2 })]),
      Plot.dot(points, { ...at, fill: colour, r: scatter ? 6 : points.length > MANY_POINTS ? 1.8 : 3.5 }),
      ...(nameWidth === undefined
        ? [
            Plot.text(
              points.filter(({ label }) => label !== undefined),
              { ...at, text: 'label', dy: -11 },
            ),
          ]
        : [
            Plot.text(last, {
              ...at,
              text: ({ series, label }: Point) => `${series.name}${label ? `, ${label}` : ''}`,
              fill: colour,
              stroke: colourOf('background'),
              strokeWidth: 4,
              textAnchor: 'start',
              dx: 9,
              fontWeight: 600,
            }),
          ]),
    ],
  };
}

export interface BarGroup {
  readonly name: string;
  /** Stands below the name. */
  readonly note: string;
  /** One for each series. */
  readonly values: readonly number[];
}

/** Vertical bars of several series in groups. The first series has its value on top. */
export function groupedBarPlot(
  groups: readonly BarGroup[],
  series: readonly Series[],
  {
    xLabel,
    yLabel,
    format,
  }: { readonly xLabel: string; readonly yLabel: string; readonly format: (value: number) => string },
): Panel['plot'] {
  const bars = groups.flatMap(({ name, note, values }) =>
    values.map((value, i) => ({ group: `${name}\n${note}`, series: series[i]!, value })),
  );
  type GroupedBar = (typeof bars)[number];
  const channels = { fx: 'group', x: ({ series: { name } }: GroupedBar) => name, y: 'value' } as const;
  return {
    marginLeft: 52,
    marginRight: 4,
    marginTop: 26,
    marginBottom: 58,
    fx: { domain: [...new Set(bars.map(({ group }) => group))], padding: 0.15 },
    x: { axis: null, domain: series.map(({ name }) => name), padding: 0.05 },
    y: { label: yLabel, labelArrow: 'none', grid: true, nice: true },
    marks: [
      Plot.axisFx({
        anchor: 'bottom',
        label: xLabel,
        labelArrow: 'none',
        labelOffset: 52,
        tickSize: 0,
        lineHeight: 1.25,
        fontSize: 11,
      }),
      Plot.barY(bars, { ...channels, fill: (bar: GroupedBar) => colourOf(bar.series.colour) }),
      Plot.text(
        bars.filter((bar) => bar.series === series[0]),
        { ...channels, text: ({ value }: GroupedBar) => format(value), dy: -8, fontSize: 11 },
      ),
      Plot.ruleY([0]),
    ],
  };
}
