import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launchBrowser } from '@aisle/harness';
import type { Browser } from 'playwright';
import { table } from '../accuracy/format.js';
import { occasion, root } from '../aisleCli.js';
import { verdict } from '../engine/page.js';
import { type Compared, mergePage, type PageFigures, type PageResults, type Shop } from './results.js';
import { SHOPS } from './shops.js';
import { type Changes, type ShopUnderTest, type Timings, visitForChanges, visitForTimings } from './visit.js';

const say = (line: string) => void process.stderr.write(`${line}\n`);
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const figuresOf = (visits: readonly Timings[]): PageFigures => ({
  layoutShift: Number(Math.max(...visits.map(({ layoutShift }) => layoutShift)).toFixed(4)),
  longTasks: median(visits.map(({ longTasks }) => longTasks)),
  inpMs: median(visits.map(({ inpMs }) => inpMs)),
  tbtMs: Math.round(median(visits.map(({ tbtMs }) => tbtMs))),
  mainThreadMs: Math.round(median(visits.map(({ mainThreadMs }) => mainThreadMs))),
});

/** In turns, so that a busy minute of the machine falls on both. */
async function compare(
  browser: Browser,
  shops: { readonly with: ShopUnderTest; readonly without: ShopUnderTest },
  visits: number,
  throttling: number,
): Promise<Compared> {
  const timings = { with: [] as Timings[], without: [] as Timings[] };
  const looks: Changes[] = [];
  for (let i = 0; i < visits; i++) {
    looks.push(await visitForChanges(browser, shops.with, throttling));
    for (const kind of ['with', 'without'] as const)
      timings[kind].push(await visitForTimings(browser, shops[kind], throttling));
    say(`visit ${i + 1} of ${visits}${throttling > 1 ? `, ${throttling} times slower` : ''}`);
  }
  const shown = looks.reduce((sum, { lists }) => sum + lists.shown, 0);
  const ranked = looks.reduce((sum, { lists }) => sum + lists.ranked, 0);
  const changes = looks.flatMap(({ changes }) => changes);
  if (changes.length > 0) say(`Visible changes and layout shifts:\n${changes.slice(0, 10).join('\n')}`);
  const figures = figuresOf(timings.with);
  const scripts = timings.with.map((visit) => visit.scripts);
  const longest = scripts.map((visit) => visit.longest).sort((a, b) => b.durationMs - a.durationMs)[0]!;
  say(`Longest script of Aisle's: ${Math.round(longest.durationMs)} ms, ${longest.name}`);
  return {
    with: {
      ...figures,
      layoutShift: Number(Math.max(figures.layoutShift, ...looks.map(({ layoutShift }) => layoutShift)).toFixed(4)),
      blockingFrames: median(scripts.map(({ blockingFrames }) => blockingFrames)),
      longestScriptMs: Math.round(longest.durationMs),
      rerankedShare: Number((ranked / shown).toFixed(3)),
      visibleChanges: looks.reduce((sum, { visibleChanges }) => sum + visibleChanges, 0),
      lists: shown,
      workerMs: Math.round(median(timings.with.map(({ workerMs }) => workerMs))),
    },
    without: figuresOf(timings.without),
  };
}

const TITLES: Readonly<Record<Shop, string>> = {
  html: 'HTML, script tag',
  react: 'React on Vite',
  next: 'Next.js, App Router',
};

function rowsOf(name: Shop, slower: string, { with: aisle, without }: Compared): string[][] {
  const both = (key: keyof PageFigures) => `${aisle[key]} / ${without[key]}`;
  const met =
    aisle.rerankedShare >= 0.8 &&
    aisle.visibleChanges === 0 &&
    aisle.layoutShift <= without.layoutShift &&
    aisle.longTasks <= without.longTasks &&
    aisle.blockingFrames === 0 &&
    aisle.longestScriptMs <= 50;
  return [
    [
      `${TITLES[name]}${slower}`,
      `${aisle.rerankedShare} of ${aisle.lists}`,
      String(aisle.visibleChanges),
      both('layoutShift'),
      String(aisle.longestScriptMs),
      String(aisle.blockingFrames),
      both('longTasks'),
      both('tbtMs'),
      both('inpMs'),
      both('mainThreadMs'),
      String(aisle.workerMs),
      verdict(met),
    ],
  ];
}

async function writeReport(results: PageResults): Promise<void> {
  const names = (Object.keys(TITLES) as Shop[]).filter((name) => results[name]);
  const rows = names.flatMap((name) => [
    ...rowsOf(name, '', results[name]!),
    ...(results.throttled?.[name] ? rowsOf(name, ', 4 times slower', results.throttled[name]) : []),
  ]);
  const sections = [
    '# The page: with Aisle and without',
    'Written from `page.json` by `npx -y pnpm@12 bench page`. The example shops, served from this machine, visited by a program in a real browser: the same pages, in turns with Aisle and without. A visit opens seven pages (home, category, product and so on), looks at each for a second and a half, clicks and scrolls.',
    table(
      [
        'shop',
        'lists in order at first paint',
        'visible changes',
        'layout shift',
        "longest script of Aisle's, ms",
        'frames that block for them',
        'long tasks',
        'beyond 50 ms, ms',
        'slowest interaction, ms',
        'main thread computes, ms',
        'worker computes, ms',
        '',
      ],
      rows,
    ),
    [
      '- Pairs are *with Aisle / without*; long tasks, their time, the slowest interaction and what threads compute are the median of the visits, layout shift is the worst page of all.',
      "- Long tasks are all tasks of more than 50 ms on the page's main thread, by the browser's trace: those of loading and painting as well, which the shop has without Aisle too. They vary by some from run to run on two cores: what the threads compute, by the processor's clock and not the wall's, varies less. The Long Tasks API is not asked: Chromium reports there only tasks in which a script ran, so that a frame of the shop's own counts as soon as somebody asks for an animation frame, and does not without.",
      "- Longest script, of all visits, and frames that block for them, the median of the visits: by the browser's own account of frames that take more than 50 ms (Long Animation Frames), which names scripts from 5 ms on. A frame blocks for Aisle's scripts where it keeps the shopper waiting for no longer than they run in it. Goals: at most 50 ms, and none. In React and Next.js these are the files that the bundler has put Aisle into, with the shop's own components in Next.js; what a hook of Aisle's does while React renders is React's script there, and not counted.",
      '- Lists in order count from the third page of a visit on; goal .8.',
      '- A visit opens no category twice: the shop without Aisle would show the pictures there that it has just shown, and with Aisle others, which are to be loaded and painted.',
      '- A visible change is a card that was painted on screen and in a later frame had another place in the document, other words, or was gone; goal 0.',
      '- Met: the goals, no more layout shift and no more long tasks than without.',
    ].join('\n'),
    '## Runs',
    table(
      ['suite', 'date', 'command', 'machine', 'browser'],
      Object.entries(results.occasions ?? {}).map(([suite, { date, command, machine, browser = '–' }]) => [
        suite,
        date,
        `\`${command}\``,
        machine,
        browser,
      ]),
    ),
  ];
  await writeFile(path.join(root, 'docs/benchmarks/page.md'), `${sections.join('\n\n')}\n`);
}

/** What Aisle does to a page: lists in order at first paint, what moves, what the main thread is busy with. */
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
        say(TITLES[name]);
        const plain = await compare(browser, shops, Number(values.visits), 1);
        const throttled = await compare(browser, shops, Number(values.visits), 4);
        const before = await mergePage(
          name,
          {
            ...occasion(),
            command: `npx -y pnpm@12 bench page --shop ${name}`,
            browser: `Chromium ${browser.version()}`,
          },
          { [name]: plain },
        );
        const results = await mergePage(name, before.occasions![name]!, {
          throttled: { ...before.throttled, [name]: throttled },
        });
        await writeReport(results);
        if (values.json) console.log(JSON.stringify({ [name]: plain, throttled: { [name]: throttled } }, null, 1));
      } finally {
        await shops.close();
      }
    }
  } finally {
    await browser.close();
  }
}
