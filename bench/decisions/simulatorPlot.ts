import { linePlot, type Point } from '../pages/charts.js';
import { figure, type Series } from '../pages/figure.js';
import type { Curves, SimulatorCurves } from './row.js';

const COLOURS: readonly Series['colour'][] = ['grey', 'orange', 'blue', 'green', 'purple'];

/** Margins of a shopper by week, and regret against an oracle, summed up. */
export function simulatorPlot({ weeklyMargin, cumulativeRegret }: SimulatorCurves): string {
  const series = Object.keys(weeklyMargin).map((name, i): Series => ({ name, colour: COLOURS[i % COLOURS.length]! }));
  const pointsOf = (curves: Curves) =>
    series.flatMap((one) => (curves[one.name] ?? []).map((y, i): Point => ({ series: one, x: i + 1, y })));
  return figure({
    title: 'Offers over half a year',
    subtitle: 'simulated shoppers, means of five repetitions, margin of a shopper in EUR',
    panelHeight: 300,
    legend: series,
    panels: [
      { title: 'Margin a week', plot: linePlot(pointsOf(weeklyMargin), { xLabel: 'week', yLabel: 'EUR' }) },
      {
        title: 'Regret since the first week',
        plot: linePlot(pointsOf(cumulativeRegret), { xLabel: 'week', yLabel: 'EUR' }),
      },
    ],
  });
}
