import { parseArgs } from 'node:util';
import { launchBrowser } from '@aisle/harness';
import type { Browser } from 'playwright';
import { writePageFiles } from '../pages/pageFiles.js';
import { runInfo } from '../project.js';
import { renderVisitPage, SHOP_TITLES } from './report.js';
import { type Compared, mergePageResults, type PageFigures, type Shop } from './results.js';
import { SHOPS } from './shops.js';
import { type Changes, type ShopUnderTest, type Timings, visitForChanges, visitForTimings } from './visit.js';

const log = (line: string) => void process.stderr.write(`${line}\n`);
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const figuresOf = (visits: readonly Timings[]): PageFigures => ({
  layoutShift: Number(Math.max(...visits.map(({ layoutShift }) => layoutShift)).toFixed(4)),
  longTasks: median(visits.map(({ longTasks }) => longTasks)),
  inpMs: median(visits.map(({ inpMs }) => inpMs)),
  tbtMs: Math.round(median(visits.map(({ tbtMs }) => tbtMs))),
  mainThreadMs: Math.round(median(visits.map(({ mainThreadMs }) => mainThreadMs))),
});

/** Visits both shops in turns, so that other load on the machine slows both. */
async function measureShop(
  browser: Browser,
  shops: { readonly with: ShopUnderTest; readonly without: ShopUnderTest },
  visits: number,
  throttling: number,
): Promise<Compared> {
  const timings = { with: [] as Timings[], without: [] as Timings[] };
  const changeVisits: Changes[] = [];
  for (let i = 0; i < visits; i++) {
    changeVisits.push(await visitForChanges(browser, shops.with, throttling));
    for (const kind of ['with', 'without'] as const)
      timings[kind].push(await visitForTimings(browser, shops[kind], throttling));
    log(`visit ${i + 1} of ${visits}${throttling > 1 ? `, ${throttling} times slower` : ''}`);
  }
  const shown = changeVisits.reduce((sum, { lists }) => sum + lists.shown, 0);
  // A share of no lists is not a figure.
  if (shown === 0) throw new Error(`${visits} visits showed no list. Give --visits of at least 1, and check the shop.`);
  const ranked = changeVisits.reduce((sum, { lists }) => sum + lists.ranked, 0);
  const changes = changeVisits.flatMap(({ changes }) => changes);
  if (changes.length > 0) log(`Visible changes and layout shifts:\n${changes.slice(0, 10).join('\n')}`);
  const figures = figuresOf(timings.with);
  const scripts = timings.with.map((visit) => visit.scripts);
  const longest = scripts.map((visit) => visit.longest).sort((a, b) => b.durationMs - a.durationMs)[0]!;
  log(`Longest script of Aisle: ${Math.round(longest.durationMs)} ms, ${longest.name}`);
  return {
    with: {
      ...figures,
      layoutShift: Number(
        Math.max(figures.layoutShift, ...changeVisits.map(({ layoutShift }) => layoutShift)).toFixed(4),
      ),
      blockingFrames: median(scripts.map(({ blockingFrames }) => blockingFrames)),
      longestScriptMs: Math.round(longest.durationMs),
      rerankedShare: Number((ranked / shown).toFixed(3)),
      visibleChanges: changeVisits.reduce((sum, { visibleChanges }) => sum + visibleChanges, 0),
      lists: shown,
      workerMs: Math.round(median(timings.with.map(({ workerMs }) => workerMs))),
    },
    without: figuresOf(timings.without),
  };
}

/** Measures the example shops with Aisle and without: lists in order at first paint, layout changes and main-thread time. */
export async function page(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      shop: { type: 'string' },
      visits: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
    },
  });
  const names = values.shop ? [values.shop as Shop] : (Object.keys(SHOPS) as Shop[]);
  if (!names.every((name) => name in SHOPS))
    throw new Error(`--shop must be one of ${Object.keys(SHOPS).join(', ')}, found ${values.shop}.`);
  const browser = await launchBrowser({ webgpu: 'none' });
  try {
    for (const name of names) {
      const shops = await SHOPS[name]!();
      try {
        log(SHOP_TITLES[name]);
        const plain = await measureShop(browser, shops, Number(values.visits), 1);
        const throttled = await measureShop(browser, shops, Number(values.visits), 4);
        const before = await mergePageResults(
          name,
          {
            ...runInfo(),
            command: `npx -y pnpm@12 bench page --shop ${name}`,
            browser: `Chromium ${browser.version()}`,
          },
          { [name]: plain },
        );
        const results = await mergePageResults(name, before.runs![name]!, {
          throttled: { ...before.throttled, [name]: throttled },
        });
        await writePageFiles(renderVisitPage(results));
        if (values.json) console.log(JSON.stringify({ [name]: plain, throttled: { [name]: throttled } }, null, 1));
      } finally {
        await shops.close();
      }
    }
  } finally {
    await browser.close();
  }
}
