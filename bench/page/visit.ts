import type { Browser, Page } from 'playwright';
import { stabilityRecorder } from '../../test/kit/stabilityRecorder.js';

/** A page that a shopper opens, and what they click on it. */
export interface Stop {
  readonly path: string;
  readonly click?: string;
}

/** A shop as a visit needs it. */
export interface ShopUnderTest {
  readonly origin: string;
  /** Says yes, where the shop asks. */
  readonly agree: (page: Page) => Promise<unknown>;
  /** Lists of the page that is shown, and those of them that were in order when they were painted first. */
  readonly lists: (page: Page) => Promise<{ readonly shown: number; readonly ranked: number }>;
  readonly stops: readonly Stop[];
  /** Runs in each page before its own scripts, where changes are looked for. */
  readonly recorder?: () => void;
  /** URLs of Aisle's scripts; with the page's own, if no script of the shop stands in it. None where the shop's bundle holds them. */
  readonly aisleScripts?: RegExp;
}

export interface Timings {
  readonly layoutShift: number;
  readonly longTasks: number;
  readonly inpMs: number;
  readonly tbtMs: number;
  /** What ran longest at a time of Aisle's scripts, in the frames that took more than 50 ms; shorter than 5 ms counts as 0. */
  readonly longestScript: { readonly name: string; readonly durationMs: number } | undefined;
}

export interface Changes {
  readonly layoutShift: number;
  readonly visibleChanges: number;
  /** What changed or shifted, in words. */
  readonly changes: readonly string[];
  readonly lists: { readonly shown: number; readonly ranked: number };
}

interface RecordedTimings {
  layoutShift: number;
  readonly longTasksMs: number[];
  readonly interactionsMs: number[];
  readonly scripts: { readonly url: string; readonly name: string; readonly durationMs: number }[];
}

/** As Chromium has it (Long Animation Frames); not among TypeScript's types. */
interface LongFrame {
  readonly scripts: readonly { readonly sourceURL: string; readonly sourceCharPosition: number; readonly invoker: string; readonly duration: number }[];
}

declare global {
  interface Window {
    timings?: RecordedTimings;
  }
}

/** Runs before a page's own scripts. */
function timingsRecorder(): void {
  const timings: RecordedTimings = { layoutShift: 0, longTasksMs: [], interactionsMs: [], scripts: [] };
  window.timings = timings;
  const observe = (type: string, record: (list: PerformanceObserverEntryList) => void) => new PerformanceObserver(record).observe({ type, buffered: true });
  observe('longtask', (list) => timings.longTasksMs.push(...list.getEntries().map(({ duration }) => duration)));
  observe('layout-shift', (list) => (list.getEntries() as (PerformanceEntry & { value: number })[]).forEach(({ value }) => (timings.layoutShift += value)));
  observe('long-animation-frame', (list) => {
    for (const { scripts } of list.getEntries() as unknown as LongFrame[]) timings.scripts.push(...scripts.map(({ sourceURL, sourceCharPosition, invoker, duration }) => ({ url: sourceURL, name: `${invoker}, ${sourceURL}:${sourceCharPosition}`, durationMs: duration })));
  });
  // Not the browser's own `event` entries: they end with a painted frame, and a click that changes nothing on screen waits for one.
  const click = (event: Event) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => timings.interactionsMs.push(Math.round(performance.now() - event.timeStamp));
    requestAnimationFrame(() => port2.postMessage(undefined));
  };
  addEventListener('click', click, { capture: true });
}

/** A reader's pace: what a page has to do is done while it is looked at. */
const LOOK_MS = 1_500;
const FIRST_MEASURED = 2;

/**
 * One visit in a profile of its own.
 *
 * @param look is told of each page when it has been looked at, before the next one
 */
async function visit(browser: Browser, shop: ShopUnderTest, throttling: number, recorders: readonly (() => void)[], look: (page: Page, place: number) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  // tsx keeps the names of functions by a helper that a page does not have.
  await context.addInitScript('globalThis.__name = (value) => value');
  for (const recorder of recorders) await context.addInitScript(recorder);
  const page = await context.newPage();
  const protocol = await context.newCDPSession(page);
  await protocol.send('Emulation.setCPUThrottlingRate', { rate: throttling });
  for (const [place, { path, click }] of shop.stops.entries()) {
    await page.goto(shop.origin + path);
    if (place === 0) await shop.agree(page);
    await page.waitForTimeout(LOOK_MS / 2);
    if (click) await page.locator(click).first().click();
    await page.mouse.wheel(0, 300);
    await page.waitForTimeout(LOOK_MS / 2);
    await look(page, place);
  }
  await context.close();
}

export async function visitForTimings(browser: Browser, shop: ShopUnderTest, throttling: number): Promise<Timings> {
  const sum = { layoutShift: 0, longTasks: 0, inpMs: 0, tbtMs: 0 };
  let longestScript = shop.aisleScripts && { name: 'none', durationMs: 0 };
  await visit(browser, shop, throttling, [timingsRecorder], async (page) => {
    const { layoutShift, longTasksMs, interactionsMs, scripts } = await page.evaluate(() => window.timings!);
    sum.layoutShift = Math.max(sum.layoutShift, layoutShift);
    sum.longTasks += longTasksMs.length;
    sum.tbtMs += longTasksMs.reduce((total, taskMs) => total + taskMs - 50, 0);
    sum.inpMs = Math.max(sum.inpMs, ...interactionsMs);
    for (const script of scripts) if (shop.aisleScripts?.test(script.url) && script.durationMs > longestScript!.durationMs) longestScript = script;
  });
  return { ...sum, longestScript };
}

/** Apart from the timings: what looks at every card in every frame takes time of its own. */
export async function visitForChanges(browser: Browser, shop: ShopUnderTest, throttling: number): Promise<Changes> {
  const sum = { layoutShift: 0, visibleChanges: 0, changes: [] as string[], lists: { shown: 0, ranked: 0 } };
  let framesWithCards = 0;
  await visit(browser, shop, throttling, [stabilityRecorder, ...(shop.recorder ? [shop.recorder] : [])], async (page, place) => {
    const lists = await shop.lists(page);
    const stability = await page.evaluate(() => window.stability!);
    framesWithCards += stability.framesWithCards;
    sum.layoutShift = Math.max(sum.layoutShift, stability.layoutShift);
    sum.visibleChanges += stability.visibleChanges;
    sum.changes.push(...[...stability.changes, ...stability.shifts].map((change) => `${shop.stops[place]!.path}: ${change}`));
    if (place >= FIRST_MEASURED) sum.lists = { shown: sum.lists.shown + lists.shown, ranked: sum.lists.ranked + lists.ranked };
  });
  // What sees nothing finds no change.
  if (framesWithCards === 0) throw new Error('The recorder of visible changes saw no card.');
  return sum;
}
