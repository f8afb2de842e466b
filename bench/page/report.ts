import { barPlot } from '../pages/charts.js';
import { figure, type Series } from '../pages/figure.js';
import { count, list, pageStart, runsSection, table, verdict } from '../pages/markdown.js';
import { markdownFile, type PageFiles } from '../pages/pageFiles.js';
import type { Compared, PageFigures, PageResults, Shop } from './results.js';

export const SHOP_TITLES: Readonly<Record<Shop, string>> = {
  html: 'HTML, script tag',
  react: 'React on Vite',
  next: 'Next.js, App Router',
};
const RANKED_SHARE_GOAL = 0.95;
/** Two tasks more or less are the spread of equal visits. */
const MORE_LONG_TASKS = 2;
const SCRIPT_MS_GOAL = 50;

const WITH: Series = { name: 'with Aisle', colour: 'blue' };
const WITHOUT: Series = { name: 'without Aisle', colour: 'grey' };

interface Measured extends Compared {
  readonly shop: string;
  readonly throttled: boolean;
}

function measurements(results: PageResults): Measured[] {
  return (Object.keys(SHOP_TITLES) as Shop[]).flatMap((name) => {
    const [plain, throttled] = [results[name], results.throttled?.[name]];
    const shop = SHOP_TITLES[name];
    return [
      ...(plain ? [{ ...plain, shop, throttled: false }] : []),
      ...(throttled ? [{ ...throttled, shop, throttled: true }] : []),
    ];
  });
}

const isMet = ({ with: aisle, without }: Compared) =>
  aisle.rerankedShare >= RANKED_SHARE_GOAL &&
  aisle.visibleChanges === 0 &&
  aisle.layoutShift <= without.layoutShift &&
  aisle.longTasks <= without.longTasks + MORE_LONG_TASKS &&
  aisle.blockingFrames === 0 &&
  aisle.longestScriptMs <= SCRIPT_MS_GOAL;

const nameOf = ({ shop, throttled }: Measured) => `${shop}${throttled ? ', 4 times slower' : ''}`;

function verdictText(measured: readonly Measured[]): string {
  const missed = measured.filter((one) => !isMet(one));
  const changes = measured.reduce((sum, one) => sum + one.with.visibleChanges, 0);
  const met = `All goals are met in ${measured.length - missed.length} of ${measured.length} cases`;
  const shifts = Math.max(...measured.map((one) => one.with.layoutShift));
  return `${met}. Missed: ${missed.map(nameOf).join('; ')}. Visible changes: ${changes}. Worst layout shift: ${shifts}.`;
}

function mainThreadPlot(measured: readonly Measured[]): string {
  const bars = (throttled: boolean) =>
    measured
      .filter((one) => one.throttled === throttled)
      .flatMap(({ shop, with: aisle, without }) =>
        (
          [
            [WITH, aisle],
            [WITHOUT, without],
          ] as const
        ).map(([series, { mainThreadMs }]) => ({
          name: series.name,
          group: shop.replace(', ', ',\n'),
          value: mainThreadMs,
          label: `${count(mainThreadMs)} ms`,
          series,
        })),
      );
  const options = { xLabel: 'ms of a visit of seven pages', nameWidth: 92, groupWidth: 84, labelWidth: 68 } as const;
  return figure({
    title: 'Main-thread time of a visit, with and without Aisle',
    subtitle: 'Processor time in milliseconds, median of the visits, Chromium on two CPU cores. Less is better.',
    legend: [WITH, WITHOUT],
    panelHeight: 230,
    panels: [
      { title: 'Full speed', plot: barPlot(bars(false), options) },
      { title: 'Processor four times slower', plot: barPlot(bars(true), options) },
    ],
  });
}

/** docs/benchmarks/page.md and its plot. */
export function renderVisitPage(results: PageResults): PageFiles {
  const measured = measurements(results);
  const pair = ({ with: aisle, without }: Measured, key: keyof PageFigures) => `${aisle[key]} / ${without[key]}`;
  return {
    'page/main-thread.svg': mainThreadPlot(measured),
    'page.md': markdownFile([
      ...pageStart({
        title: 'A shop page with Aisle and without',
        question: 'Are lists in order at first paint? Does Aisle move what the shopper sees, or block the main thread?',
        verdict: verdictText(measured),
      }),
      table(
        [
          'shop',
          'lists in order',
          'visible changes',
          'layout shift',
          'longest script, ms',
          'blocked frames',
          'long tasks',
          '',
        ],
        measured.map((one) => [
          nameOf(one),
          `${one.with.rerankedShare} of ${one.with.lists}`,
          String(one.with.visibleChanges),
          pair(one, 'layoutShift'),
          String(one.with.longestScriptMs),
          String(one.with.blockingFrames),
          pair(one, 'longTasks'),
          verdict(isMet(one)),
        ]),
      ),
      'Pairs are *with Aisle / without Aisle*.',
      '![Main-thread time of a visit, with and without Aisle](page/main-thread.svg)',
      '## Times of a visit',
      table(
        ['shop', 'beyond 50 ms, ms', 'slowest interaction, ms', 'main thread, ms', 'worker, ms'],
        measured.map((one) => [
          nameOf(one),
          pair(one, 'tbtMs'),
          pair(one, 'inpMs'),
          pair(one, 'mainThreadMs'),
          String(one.with.workerMs),
        ]),
      ),
      '## What the columns mean',
      table(
        ['column', 'meaning', 'goal'],
        [
          [
            'lists in order',
            'share of the lists that were ranked at their first paint, on pages that follow a page with an event',
            'at least .95',
          ],
          [
            'visible changes',
            'cards that were painted on screen and later changed their place or words, or vanished',
            '0',
          ],
          ['layout shift', 'cumulative layout shift of the worst page', 'no more than without'],
          ['longest script', 'longest run of a script of Aisle, in all visits', 'at most 50 ms'],
          ['blocked frames', 'frames that would not have exceeded 50 ms without the scripts of Aisle', '0'],
          [
            'long tasks',
            'main-thread tasks of more than 50 ms, in the trace of the browser',
            'at most two more than without',
          ],
          ['beyond 50 ms', 'time of all long tasks, less 50 ms for each', '–'],
          ['main thread, worker', 'processor time of the thread', '–'],
        ],
      ),
      'Blocked frames, long tasks and the times of a visit are medians over the visits.',
      '## How it was measured',
      'A program visits the example shops in a real browser, in turns with Aisle and without. The shops are served from this machine. A visit opens seven pages (home, category, product and so on). It looks at each for 1.5 seconds, clicks and scrolls.',
      list([
        'A visit opens no category twice. On the second visit, a shop without Aisle shows images that it has just loaded. A shop with Aisle ranks others first and has to load them.',
        'Long tasks include loading and painting, which the shop has without Aisle too. Their number varies between runs on two cores. Processor time varies less.',
        'The benchmark does not use the Long Tasks API. Chromium reports only tasks there in which a script ran. So a frame of the shop counts as soon as any code requests an animation frame.',
        'Script times come from the Long Animation Frames API, which names scripts from 5 ms on.',
        'In React and Next.js, the scripts of Aisle are the files that the bundler put Aisle into. In Next.js, they also contain components of the shop.',
        'Time of an Aisle hook during a React render counts as time of React.',
      ]),
      '## How to repeat it',
      'Build first (`npx -y pnpm@12 build`). Then run `npx -y pnpm@12 bench page`, for all shops or with `--shop NAME`. Add `--page-only` to write this page from `page.json` without a measurement.',
      ...runsSection(results.runs ?? {}),
    ]),
  };
}
