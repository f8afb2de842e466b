import path from 'node:path';
import { parseArgs } from 'node:util';
import { serveShop } from '@aisle/example-shop';
import { launchBrowser } from '@aisle/harness';
import type { Aisle } from '@aisle/sdk';
import type { Browser, Page } from 'playwright';
import { simulateCatalogue } from '../../examples/shop/simulator/catalogue.js';
import { benchmarkFolder } from '../pages/pageFiles.js';
import { runInfo } from '../project.js';
import { mergeSuite, type RunInfo } from '../results.js';
import { type HistoryRows, historySection } from './historySection.js';
import { type History, type HistoryStep, TWELVE_HISTORIES } from './twelveHistories.js';

const DAY_MS = 86_400_000;
const FILL_LIMIT_MS = 30_000;
const ROW_OPTIONS = { k: 6, deadlineMs: FILL_LIMIT_MS };
const products = new Map(simulateCatalogue().map((product) => [product.item_id, product]));
const nameOf = (id: string) => products.get(id)!.item_name;

/** Tracks the steps on the shop's privacy page, which tracks nothing itself. */
async function act(page: Page, steps: readonly HistoryStep[]): Promise<void> {
  const nowMs = Date.now();
  const events = steps.map(({ type, itemId, daysAgo }, i) => ({
    type,
    timestampMs: nowMs - daysAgo * DAY_MS - (steps.length - i) * 60_000,
    ...(type === 'purchase' && { transaction_id: `history-${i}` }),
    items: [{ item_id: itemId, price: products.get(itemId)!.price, quantity: 1 }],
  }));
  await page.evaluate(async (given) => {
    const aisle = (window as unknown as { aisle: Aisle }).aisle;
    for (const event of given) await aisle.track(event as Parameters<Aisle['track']>[0]);
  }, events);
}

/** The shown products of a slot; none if Aisle left it as it was. */
async function shownIn(page: Page, list: string): Promise<string[]> {
  const slot = `aisle-slot[data-aisle-list="${list}"]`;
  await page.waitForSelector(`${slot}[data-final]`, { state: 'attached', timeout: FILL_LIMIT_MS });
  const ids = await page.$$eval(`${slot}[data-aisle-rank=off] [data-aisle-item]`, (cards) =>
    cards.map((card) => card.getAttribute('data-aisle-item')!),
  );
  return ids.map(nameOf);
}

async function rowsOf(browser: Browser, origin: string, { name, expected, steps }: History): Promise<HistoryRows> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await context.addInitScript(() => {
    localStorage.setItem('shop-consent', '"granted"');
    addEventListener('aisle-filled', ({ target }) => (target as HTMLElement).setAttribute('data-final', ''));
  });
  const page = await context.newPage();
  await page.goto(`${origin}/privacy.html`);
  await page.evaluate(() => (window as unknown as { aisle: Aisle }).aisle.whenReady());
  await act(page, steps);
  const rows: Record<string, string[]> = {};
  const { items } = await page.evaluate(
    (options) => (window as unknown as { aisle: Aisle }).aisle.predict(options),
    ROW_OPTIONS,
  );
  rows['Recommended, of the whole shop'] = items.map(({ item_id }) => nameOf(item_id));
  const last = steps.at(-1);
  if (last && last.type !== 'view_item') {
    const bought = steps.filter(({ type, daysAgo }) => type === last.type && daysAgo === last.daysAgo);
    const { items: companions } = await page.evaluate(
      ([ids, options]) => (window as unknown as { aisle: Aisle }).aisle.boughtWith(ids, options),
      [[...new Set(bought.map(({ itemId }) => itemId))], ROW_OPTIONS] as const,
    );
    rows[last.type === 'purchase' ? 'After the order' : 'In the cart'] = companions.map(({ item_id }) =>
      nameOf(item_id),
    );
  }
  await page.goto(`${origin}/index.html`);
  rows['Recommended, on the home page'] = await shownIn(page, 'home-recommended');
  rows['Carry on looking'] = await shownIn(page, 'home-carry-on');
  rows['Popular now'] = await shownIn(page, 'home-trending');
  await context.close();
  return { history: name, expected, rows };
}

/** Shows the example shop to twelve histories, and stores the rows that it shows. Needs a build. */
export async function histories(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: { type: 'string' },
      out: { type: 'string', default: benchmarkFolder },
    },
  });
  const shop = await serveShop({
    tagAttributes: { 'data-automation': 'record' },
    ...(values.model !== undefined && { modelDirectory: values.model }),
  });
  const browser = await launchBrowser({ webgpu: 'none' });
  try {
    const found: HistoryRows[] = [];
    for (const history of TWELVE_HISTORIES) found.push(await rowsOf(browser, shop.origin, history));
    console.log(historySection(found).join('\n\n'));
    const run = { ...runInfo(), command: 'npx -y pnpm@12 bench histories' };
    await mergeSuite<{ runs?: Record<string, RunInfo>; histories: readonly HistoryRows[] }>(
      path.join(values.out, 'lists.json'),
      'histories',
      run,
      {
        histories: found,
      },
    );
  } finally {
    await browser.close();
    await shop.close();
  }
}
