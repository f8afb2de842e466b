import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AisleError } from '@aisle/core';
import type { RecordedRequest } from '@aisle/harness';
import type { Aisle, PredictResult, RerankResult, Status } from '@aisle/sdk';
import type { Page } from 'playwright';
import { visitRecord } from './visitRecord.js';

export interface VisitOptions {
  readonly page: Page;
  readonly origin: string;
  /** Every request of the visit, recorded outside the browser. */
  readonly requests: readonly RecordedRequest[];
  readonly outputDirectory: string;
  readonly print: (line: string) => void;
}

interface Card {
  readonly id: string;
  readonly name: string;
  readonly style: string;
  readonly price: string;
  readonly picture: string;
}

/** The global of the script tag. */
declare global {
  interface Window {
    aisle: Pick<Aisle, 'rerank' | 'predict' | 'whenReady'>;
  }
}

const CATEGORY = '/category/camping.html';
/** The style that the shopper looks for. */
const STYLE = 'tent';
const SHOWN = 8;
const VIEWED = 4;
/** Enough for download and start on a slow machine. */
const READY_WAIT_MS = 60_000;
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 900 };

/** Runs in the page. */
const readCards = () =>
  [...document.querySelectorAll<HTMLElement>('[data-aisle-list] [data-aisle-item]')].map((card) => ({
    id: card.dataset.aisleItem ?? '',
    name: card.dataset.aisleName ?? '',
    style: card.dataset.style ?? '',
    price: card.dataset.aislePrice ?? '',
    picture: card.querySelector('img')?.getAttribute('src') ?? '',
  }));

const readStatus = (): Promise<Status> => window.aisle.whenReady();

/** A shopper gives consent, compares tents, buys one and returns. Prints the lists and the rows of each page. */
export async function scriptedVisit({ page, origin, requests, outputDirectory, print }: VisitOptions): Promise<void> {
  const screenshot = async (name: string, fullPage = false) => {
    for (const [size, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
      await page.setViewportSize(viewport);
      await page.screenshot({ path: path.join(outputDirectory, `${name}-${size}.png`), fullPage });
    }
  };
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.addInitScript(markAnswered);

  await page.goto(`${origin}/index.html`);
  await page.getByRole('button', { name: 'Accept' }).click();
  await page.goto(origin + CATEGORY);
  await page.waitForFunction(() => 'whenReady' in window.aisle);
  const before = await shownList(page);
  print(`\nThe list at ${CATEGORY}, before the shopper has viewed anything (${before.state}):`);
  printCards(before.cards, print, () => '');
  await screenshot('before');

  const viewed = before.cards.filter((card) => card.style === STYLE).slice(0, VIEWED);
  print(`\nThe shopper views ${viewed.length} tents: ${viewed.map(({ name }) => name).join(', ')}`);
  for (const { id } of viewed) {
    const ranking = await page.evaluate(readNextPageRanking);
    await page.goto(`${origin}/product/${id}.html`);
    // If the engine does not answer, the visit fails at its end.
    await page
      .waitForFunction(
        (previous) => ![null, previous].includes(localStorage.getItem('aisle-default-ranking')),
        ranking,
        {
          timeout: READY_WAIT_MS,
        },
      )
      .catch(() => undefined);
  }

  await page.goto(origin + CATEGORY);
  await page.waitForFunction(() => 'whenReady' in window.aisle);
  const status = await page.evaluate(readStatus);
  const ids = before.cards.map(({ id }) => id);
  const results = await page.evaluate(async (itemIds): Promise<[RerankResult<string>, PredictResult]> => {
    const ranked = await window.aisle.rerank(itemIds, { deadlineMs: 5000 });
    return [ranked, await window.aisle.predict({ k: 5, deadlineMs: 5000 })];
  }, ids);
  const [ranking, prediction] = results;
  const byId = new Map(before.cards.map((card) => [card.id, card]));
  const ranked = ranking.items.map((id) => byId.get(id)!);
  print(
    `\nThe same list now (${ranking.ranked ? `ranked in ${ranking.durationMs.toFixed(1)} ms` : `not ranked: ${ranking.reason}`}):`,
  );
  printCards(ranked, print, (card, place) => moveOf(ids.indexOf(card.id) - place));
  const shown = await shownList(page);
  print(`On the page itself: ${shown.state}.`);
  await screenshot('after');
  const record = await visitRecord(
    { before: before.cards, viewed, after: shown.cards, requests: ofAisle(requests, origin) },
    (picture) => page.evaluate(async (url) => (await fetch(url)).text(), picture),
  );
  await writeFile(path.join(outputDirectory, 'visit.json'), `${JSON.stringify(record, null, 2)}\n`);

  print('\nPredicted next purchase, over the whole catalogue:');
  const names = await page.evaluate(
    async () =>
      (await (await fetch('/assets/products.json')).json()) as { item_id: string; item_name: string; price: number }[],
  );
  const nameOf = new Map(names.map(({ item_id, item_name, price }) => [item_id, `${item_name}, ${price} EUR`]));
  prediction.items.forEach(({ item_id, score }, i) =>
    print(`  ${i + 1}. ${nameOf.get(item_id) ?? item_id}  (score ${score.toFixed(2)})`),
  );
  const bought = viewed[0]!;
  await page.goto(`${origin}/product/${bought.id}.html`);
  print(`\nThe shopper opens ${bought.name}, and puts it into the cart:`);
  await printRow(page, 'bought-with', print);
  await printRow(page, 'related', print);
  await screenshot('product', true);
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.goto(`${origin}/cart.html`);
  await printRow(page, 'cart-bought-with', print);
  await screenshot('cart');
  await placeOrder(page);
  print('\nThe shopper orders it, and returns to the home page:');
  await printRow(page, 'order-bought-with', print);
  await screenshot('thank-you');
  await page.goto(`${origin}/index.html`);
  for (const row of ['home-recommended', 'home-carry-on', 'home-trending']) await printRow(page, row, print);
  await screenshot('home', true);

  print(
    `\nTier ${status.tier}${status.adapter ? ` (${status.adapter})` : ''}, release ${status.release}, rerank of ${ids.length} items ${ranking.durationMs.toFixed(1)} ms, predict ${prediction.durationMs.toFixed(1)} ms`,
  );
  printRequests(requests, origin, print);
  if (!ranking.ranked || prediction.items.length === 0) {
    throw new AisleError(
      'internal',
      `The visit ended without a ranking (${ranking.reason ?? prediction.reason}): ${status.lastProblem?.message ?? 'no problem reported'}.`,
    );
  }
  if (problems.length > 0) throw new AisleError('internal', `The shop's page met errors: ${problems.join('; ')}`);
}

async function shownList(page: Page): Promise<{ cards: Card[]; state: string }> {
  const cards = await page.evaluate(readCards);
  const { lists } = await page.evaluate(readStatus);
  return { cards, state: lists?.ranked ? "in Aisle's order at its first paint" : "in the shop's order" };
}

async function placeOrder(page: Page): Promise<void> {
  await page.getByText('To checkout').click();
  for (const label of ['Full name', 'Street and number', 'Postcode', 'City'])
    await page.getByLabel(label).fill('Example');
  await page.getByLabel('Email').fill('a@example.com');
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.waitForURL(/thank-you\.html/);
}

/** Runs before the scripts of each page: marks rows that have their answer, also if it changed nothing. */
const markAnswered = () =>
  document.addEventListener('aisle-filled', ({ target }) => (target as Element).setAttribute('data-answered', ''));

/** Prints a row that Aisle has filled, with its heading. */
async function printRow(page: Page, list: string, print: (line: string) => void): Promise<void> {
  const slot = `aisle-slot[data-aisle-list="${list}"]`;
  await page
    .locator(`${slot}[data-answered]`)
    .waitFor({ state: 'attached', timeout: READY_WAIT_MS })
    .catch(() => undefined);
  const row = page.locator(`${slot}[data-aisle-rank=off]`);
  if ((await row.count()) === 0) return print(`  The row ${list} stays empty.`);
  const names = await row.locator('.card-name').allTextContents();
  print(`  ${(await row.locator('h2').allInnerTexts()).join()}: ${names.join(', ')}`);
}

/** The ranking that the page stores for the next page. */
const readNextPageRanking = () => localStorage.getItem('aisle-default-ranking');

function printCards(
  cards: readonly Card[],
  print: (line: string) => void,
  mark: (card: Card, place: number) => string,
): void {
  cards.slice(0, SHOWN).forEach((card, place) => {
    print(
      `  ${String(place + 1).padStart(2)}. ${card.name.padEnd(44)} ${card.style.padEnd(16)} ${card.price.padStart(7)} EUR ${mark(card, place)}`,
    );
  });
}

function moveOf(places: number): string {
  if (places === 0) return '';
  return places > 0 ? `▲ ${places}` : `▼ ${-places}`;
}

/** The requests to /aisle/ and /models/. The others are for the shop's pages and pictures. */
const ofAisle = (requests: readonly RecordedRequest[], origin: string) =>
  requests.filter(({ url }) => !url.startsWith(origin) || /^\/(aisle|models)\//.test(url.slice(origin.length)));

function printRequests(requests: readonly RecordedRequest[], origin: string, print: (line: string) => void): void {
  const counts = new Map<string, number>();
  const aisleRequests = ofAisle(requests, origin);
  for (const { method, url } of aisleRequests) {
    const request = `${method} ${url.replace(origin, '')}`;
    counts.set(request, (counts.get(request) ?? 0) + 1);
  }
  print(
    `\nAll requests of Aisle, recorded outside the browser (${requests.length - aisleRequests.length} other requests were the shop's):`,
  );
  for (const [request, count] of counts) print(`  ${request}${count > 1 ? `  × ${count}` : ''}`);
}
