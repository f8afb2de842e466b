import type { Browser, Page } from 'playwright';
import { stabilityRecorder, type PageStability } from '../../test/kit/stabilityRecorder.js';

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
  /** Runs in each page before its own scripts. */
  readonly recorder?: () => void;
  /** How to come to the next page: a navigation by default. */
  readonly open?: (page: Page, path: string) => Promise<unknown>;
}

export interface VisitFigures {
  readonly layoutShift: number;
  readonly longTasks: number;
  readonly inpMs: number;
  readonly tbtMs: number;
  readonly visibleChanges: number;
  /** What changed or shifted, in words. */
  readonly changes: readonly string[];
  readonly lists: { readonly shown: number; readonly ranked: number };
}

interface Timings {
  readonly longTasksMs: number[];
  readonly interactionsMs: number[];
}

declare global {
  interface Window {
    timings?: Timings;
  }
}

/** Runs before a page's own scripts. */
function timingsRecorder(): void {
  const timings: Timings = { longTasksMs: [], interactionsMs: [] };
  window.timings = timings;
  new PerformanceObserver((list) => timings.longTasksMs.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
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

/** What was recorded since it was taken last: a shop with a router of its own keeps the document. */
function takeRecords(): { readonly stability: PageStability; readonly timings: Timings } {
  const { stability, timings } = window;
  const taken = structuredClone({ stability: stability!, timings: timings! });
  Object.assign(stability!, { layoutShift: 0, visibleChanges: 0, changes: [], shifts: [], framesWithCards: 0 });
  for (const list of Object.values(timings!)) list.length = 0;
  return taken;
}

/** One visit in a profile of its own. */
export async function visit(browser: Browser, shop: ShopUnderTest, throttling: number): Promise<VisitFigures> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  // tsx keeps the names of functions by a helper that a page does not have.
  await context.addInitScript('globalThis.__name = (value) => value');
  await context.addInitScript(stabilityRecorder);
  await context.addInitScript(timingsRecorder);
  if (shop.recorder) await context.addInitScript(shop.recorder);
  const page = await context.newPage();
  const protocol = await context.newCDPSession(page);
  await protocol.send('Emulation.setCPUThrottlingRate', { rate: throttling });
  const sum = { layoutShift: 0, longTasks: 0, inpMs: 0, tbtMs: 0, visibleChanges: 0, changes: [] as string[], lists: { shown: 0, ranked: 0 } };
  let framesWithCards = 0;
  for (const [place, { path, click }] of shop.stops.entries()) {
    await (place > 0 && shop.open ? shop.open(page, path) : page.goto(shop.origin + path));
    if (place === 0) await shop.agree(page);
    await page.waitForTimeout(LOOK_MS / 2);
    if (click) await page.locator(click).first().click();
    await page.mouse.wheel(0, 300);
    await page.waitForTimeout(LOOK_MS / 2);
    const lists = await shop.lists(page);
    const { stability, timings } = await page.evaluate(takeRecords);
    framesWithCards += stability.framesWithCards;
    sum.layoutShift = Math.max(sum.layoutShift, stability.layoutShift);
    sum.longTasks += timings.longTasksMs.length;
    sum.tbtMs += timings.longTasksMs.reduce((total, taskMs) => total + taskMs - 50, 0);
    sum.inpMs = Math.max(sum.inpMs, ...timings.interactionsMs);
    sum.visibleChanges += stability.visibleChanges;
    sum.changes.push(...[...stability.changes, ...stability.shifts].map((change) => `${path}: ${change}`));
    if (place < FIRST_MEASURED) continue;
    sum.lists = { shown: sum.lists.shown + lists.shown, ranked: sum.lists.ranked + lists.ranked };
  }
  await context.close();
  // What sees nothing finds no change.
  if (framesWithCards === 0 && sum.lists.shown > 0) throw new Error('The recorder of visible changes saw no card.');
  return sum;
}
