import { type Bar, barPlot, dotPlot, linePlot, type Point } from '../pages/charts.js';
import { figure, type Series } from '../pages/figure.js';
import { count } from '../pages/markdown.js';
import type { Spread } from '../results.js';
import { CATALOGUES, type Catalogue, ENGINE_TITLES, type Engine, type EngineResults } from './results.js';

const COLOURS: Readonly<Record<Engine, Series['colour']>> = {
  light: 'purple',
  wasm: 'blue',
  webgpu: 'pink',
  'tfjs-wasm': 'orange',
  'tfjs-cpu': 'grey',
  'tfjs-webgpu': 'grey',
  'ort-wasm': 'yellow',
};
const seriesOf = (engine: Engine): Series => ({ name: plotTitle(engine), colour: COLOURS[engine] });
const plotTitle = (engine: Engine) =>
  engine.includes('-') ? ENGINE_TITLES[engine].replace('Runtime WASM', 'Runtime') : `Aisle ${engine}`;
const CATALOGUE_SIZES = Object.entries(CATALOGUES) as [Catalogue, number][];

/** Medians by catalogue size, and of a short list. */
export function latencyPlot({ latencyMs = {}, floorMs = {} }: EngineResults, engines: readonly Engine[]): string {
  const points = engines.flatMap((engine) =>
    CATALOGUE_SIZES.flatMap(([catalogue, itemCount]): Point[] => {
      const spread: Spread | undefined = latencyMs[`topk${catalogue}`]?.[engine];
      if (!spread) return [];
      return [{ series: seriesOf(engine), x: itemCount, y: spread.p50, label: String(spread.p50) }];
    }),
  );
  const readOnce: Series = { name: 'one read', colour: 'text' };
  const floor = CATALOGUE_SIZES.flatMap(([catalogue, itemCount]): Point[] => {
    const readMs = floorMs[catalogue];
    return readMs === undefined ? [] : [{ series: readOnce, x: itemCount, y: readMs, label: String(readMs) }];
  });
  const list = engines.flatMap((engine): Bar[] => {
    const spread = latencyMs.rerank100?.[engine];
    return spread
      ? [{ name: plotTitle(engine), value: spread.p50, label: String(spread.p50), series: seriesOf(engine) }]
      : [];
  });
  return figure({
    title: 'Time from a new event to a ranking',
    subtitle:
      'Median ms in a worker of Chromium on two CPU cores; WebGPU runs on a CPU here. One read: of the item matrix.',
    panelHeight: 330,
    panels: [
      {
        title: 'The 20 best items of the whole catalogue',
        share: 1.7,
        plot: linePlot([...points, ...floor], {
          xLabel: 'items in the catalogue',
          yLabel: 'ms',
          x: { type: 'log', ticks: CATALOGUE_SIZES.map(([, itemCount]) => itemCount), tickFormat: count },
          y: { type: 'log', ticks: 5, tickFormat: String },
          nameWidth: 134,
        }),
      },
      {
        title: 'A list of 100 items',
        plot: dotPlot(
          list.sort((a, b) => a.value - b.value),
          { xLabel: 'ms', nameWidth: 96, labelWidth: 48 },
        ),
      },
    ],
  });
}

const FIRST: Series = { name: 'first visit', colour: 'blue' };
const LATER: Series = { name: 'later visit', colour: 'green' };
const MEMORY: Series = { name: 'memory', colour: 'purple' };

/** Start-up and memory by catalogue size; undefined before both are measured. */
export function startupPlot({ startupMs, memoryBytes }: EngineResults): string | undefined {
  if (!startupMs || !memoryBytes) return undefined;
  const sizes = CATALOGUE_SIZES.map(([catalogue, itemCount]) => ({ catalogue, group: `${count(itemCount)} items` }));
  return figure({
    title: 'Start-up and memory by catalogue size',
    subtitle: 'Medians in Chromium on two CPU cores, files served from the same machine.',
    legend: [FIRST, LATER, MEMORY],
    panelHeight: 210,
    panels: [
      {
        title: 'From navigation to the first ranked list',
        plot: barPlot(
          sizes.flatMap(({ catalogue, group }) =>
            [FIRST, LATER].map((series) => {
              const ms = startupMs[catalogue]![series.name]!;
              return { name: series.name, group, value: ms, label: `${count(ms)} ms`, series };
            }),
          ),
          { xLabel: 'ms', nameWidth: 76, groupWidth: 100, labelWidth: 64 },
        ),
      },
      {
        title: 'Memory of the worker, wasm tier',
        plot: barPlot(
          sizes.map(({ catalogue, group }) => {
            const megabytes = memoryBytes[catalogue]!['wasm, worker']! / 1e6;
            return { name: group, value: megabytes, label: `${megabytes.toFixed(1)} MB`, series: MEMORY };
          }),
          { xLabel: 'MB', nameWidth: 110, labelWidth: 64 },
        ),
      },
    ],
  });
}
