import { linePlot, type Point } from '../pages/charts.js';
import { figure, type Series } from '../pages/figure.js';
import { count, goalSummary, pageStart, percent, runsSection, table, verdict } from '../pages/markdown.js';
import { markdownFile, type PageFiles } from '../pages/pageFiles.js';
import { historySection } from './historySection.js';
import { LIST_SETS, type ListResults, type ListSet } from './results.js';

const COMPANION_FACTOR = 2;
const COLD_FACTOR = 5;
const MAX_ECE = 0.03;
const MIN_NDCG_SHARE = 0.97;

const share = (value: number) => value.toFixed(4).replace(/^0\./, '.');
const titleOf = (set: string) => LIST_SETS[set as ListSet] ?? set;
const entries = <T>(found: Readonly<Record<string, T>> | undefined) => Object.entries(found ?? {});

function goals({ companions, calibration, coldItems, diversity }: ListResults): string[][] {
  return [
    ...entries(companions).map(([set, { 'hr@10': hr }]) => [
      `${titleOf(set)}: companions after a purchase, HR@10`,
      `${COMPANION_FACTOR} times the transition table`,
      `${share(hr.model)}, ${(hr.model / hr.transition).toFixed(2)} times ${share(hr.transition)}`,
      verdict(hr.model >= COMPANION_FACTOR * hr.transition),
    ]),
    ...entries(coldItems).map(([set, { model, categoryPopularity, random }]) => {
      // Withheld items have no events, so their popularity may be 0.
      const baseline = Math.max(categoryPopularity, random);
      return [
        `${titleOf(set)}: new items, HR@10`,
        `${COLD_FACTOR} times popularity within the category, or chance if that is more`,
        `${share(model)}, ${(model / baseline).toFixed(1)} times ${share(baseline)}`,
        verdict(model >= COLD_FACTOR * baseline),
      ];
    }),
    ...entries(calibration).map(([set, { ece }]) => [
      `${titleOf(set)}: calibration, expected error`,
      `at most ${share(MAX_ECE)}`,
      share(ece),
      verdict(ece <= MAX_ECE),
    ]),
    ...entries(diversity).map(([set, { points, chosen }]) => {
      const best = Math.max(...points.map((point) => point['ndcg@10']));
      const ndcg = points.find((point) => point.diversity === chosen)?.['ndcg@10'] ?? 0;
      return [
        `${titleOf(set)}: NDCG@10 with the default variety`,
        `${100 * MIN_NDCG_SHARE} % of the best`,
        `${(100 * (ndcg / best)).toFixed(1)} %: ${share(ndcg)} of ${share(best)}`,
        verdict(ndcg >= MIN_NDCG_SHARE * best),
      ];
    }),
  ];
}

function companionSection({ companions }: ListResults): string[] {
  return [
    '## What goes with a purchase',
    'After a purchase, the next bought item that the shopper has not seen. Items of the history are excluded from every ranking.',
    table(
      ['set', 'examples', 'Aisle', 'transition table', 'popularity'],
      entries(companions).map(([set, { examples, 'hr@10': hr }]) => [
        titleOf(set),
        count(examples),
        share(hr.model),
        share(hr.transition),
        share(hr.popularity),
      ]),
    ),
  ];
}

function coldSection({ coldItems }: ListResults): string[] {
  if (!coldItems) return [];
  return [
    '## New items',
    'Some items are withheld from training with all their events. They are ranked among all items. Only sets with a catalogue count: without one, nothing is known of a new item.',
    table(
      ['set', 'examples', 'Aisle', 'popularity within the category', 'random'],
      entries(coldItems).map(([set, hr]) => [
        titleOf(set),
        count(hr.examples),
        share(hr.model),
        share(hr.categoryPopularity),
        share(hr.random),
      ]),
    ),
  ];
}

function newShopperSection({ historyLength }: ListResults): string[] {
  return [
    '## New shoppers',
    'NDCG@10 of the same examples, with only the latest actions of each history. Without any action, `predict` with `context` ranks by what most shoppers choose (demand), corrected by the context of the visit: month, landing category, referrer and device, as far as the log has them.',
    table(
      ['set', 'actions', 'Aisle', 'popularity'],
      entries(historyLength).flatMap(([set, lengths]) =>
        entries(lengths).flatMap(([length, { model, demand, context, popularity }]) =>
          demand === undefined || context === undefined
            ? [[titleOf(set), length, share(model), share(popularity)]]
            : [
                [titleOf(set), `${length}, without context`, share(demand), share(popularity)],
                [titleOf(set), `${length}, with context`, share(context), share(popularity)],
              ],
        ),
      ),
    ),
    ...entries(historyLength).flatMap(([set, { 0: none }]) =>
      none?.context !== undefined && none.context <= none.demand!
        ? [`On ${titleOf(set)}, the context does not help beside demand.`]
        : [],
    ),
  ];
}

function varietySection({ diversity }: ListResults): string[] {
  return [
    '## Variety',
    'Rows of ten by the value of `diversity`. Intra-list diversity is the mean of 1 - cosine over the pairs of a row. Novelty is the self-information of the items in bits. Coverage is the share of the catalogue in any row. The default was chosen on validation examples.',
    ...entries(diversity).map(([set]) => `![Accuracy against variety, ${titleOf(set)}](lists/${set}-variety.svg)`),
    table(
      ['set', 'diversity', 'NDCG@10', 'intra-list diversity', 'novelty, bits', 'coverage'],
      entries(diversity).flatMap(([set, { points, chosen }]) =>
        points.map((point) => [
          titleOf(set),
          point.diversity === chosen ? `**${point.diversity}**` : String(point.diversity),
          share(point['ndcg@10']),
          share(point.ild),
          point.novelty.toFixed(2),
          percent(point.coverage),
        ]),
      ),
    ),
  ];
}

function calibrationSection({ calibration }: ListResults): string[] {
  return [
    '## Probabilities',
    'The first ten items of each list, in fifteen bins of equal size: the mean probability beside the share that came true.',
    ...entries(calibration).map(([set]) => `![Calibration, ${titleOf(set)}](lists/${set}-calibration.svg)`),
    table(
      ['set', 'examples', 'error of ten items', 'error of the first item'],
      entries(calibration).map(([set, { examples, ece, firstItemEce }]) => [
        titleOf(set),
        count(examples),
        share(ece),
        share(firstItemEce),
      ]),
    ),
  ];
}

const BLUE: Series = { name: 'Aisle', colour: 'blue' };
const GREY: Series = { name: 'honest', colour: 'grey' };

function varietyPlot(set: string, { points }: NonNullable<ListResults['diversity']>[string]): string {
  const shown: Point[] = points.map((point) => ({
    x: point.ild,
    y: point['ndcg@10'],
    series: BLUE,
    label: String(point.diversity),
  }));
  const title = `Accuracy against variety, ${titleOf(set)}`;
  return figure({
    title,
    subtitle: 'rows of ten, by the value of diversity',
    panelHeight: 260,
    panels: [{ title: '', plot: linePlot(shown, { xLabel: 'intra-list diversity', yLabel: 'NDCG@10' }) }],
  });
}

function calibrationPlot(set: string, { bins }: NonNullable<ListResults['calibration']>[string]): string {
  const largest = Math.max(...bins.flatMap(({ probability, frequency }) => [probability, frequency]));
  const points: Point[] = [
    { x: 0, y: 0, series: GREY },
    { x: largest, y: largest, series: GREY },
    ...bins.map(({ probability, frequency }) => ({ x: probability, y: frequency, series: BLUE })),
  ];
  const title = `Calibration, ${titleOf(set)}`;
  return figure({
    title,
    subtitle: 'probabilities of the first ten items, in fifteen bins of equal size',
    panelHeight: 260,
    legend: [BLUE, GREY],
    panels: [
      {
        title: '',
        plot: linePlot(points, { xLabel: 'mean probability', yLabel: 'share that came true' }),
      },
    ],
  });
}

/** docs/benchmarks/lists.md and its plots. */
export function renderListsPage(results: ListResults): PageFiles {
  const rows = goals(results);
  return {
    ...Object.fromEntries(
      entries(results.diversity).map(([set, one]) => [`lists/${set}-variety.svg`, varietyPlot(set, one)]),
    ),
    ...Object.fromEntries(
      entries(results.calibration).map(([set, one]) => [`lists/${set}-calibration.svg`, calibrationPlot(set, one)]),
    ),
    'lists.md': markdownFile([
      ...pageStart({
        title: 'Lists',
        question:
          'Do the lists convince a shopper: what goes with a purchase, new items, new shoppers, variety, and honest probabilities?',
        verdict: goalSummary(rows),
      }),
      table(['what', 'goal', 'measured', 'verdict'], rows),
      ...companionSection(results),
      ...coldSection(results),
      ...newShopperSection(results),
      ...varietySection(results),
      ...calibrationSection(results),
      ...historySection(results.histories),
      '## How to repeat it',
      '`npx -y pnpm@12 bench lists --data DIR` measures the example release, a release of RetailRocket, and new items of Amazon Toys. It trains what is missing. `--set` names one of them, and `--part rows` or `--part new-items` a part. `npx -y pnpm@12 bench histories` shows the example shop to twelve histories.',
      ...runsSection(results.runs ?? {}),
    ]),
  };
}
