import type { Browser, CDPSession, Page } from 'playwright';
import { stabilityRecorder } from '../../test/kit/stabilityRecorder.js';
import { LONG_TASK_MS, type ThreadTimes, traceThreads } from './mainThreadTrace.js';

/** A page that a shopper opens, and what they click on it. */
export interface VisitStep {
  readonly path: string;
  readonly click?: string;
}

/** A shop as a visit needs it. */
export interface ShopUnderTest {
  readonly origin: string;
  /** Says yes, where the shop asks. */
  readonly acceptConsent: (page: Page) => Promise<unknown>;
  /** Lists of the page that is shown, and those of them that were in order when they were painted first. */
  readonly countLists: (page: Page) => Promise<{ readonly shown: number; readonly ranked: number }>;
  readonly steps: readonly VisitStep[];
  /** Runs in each page before its own scripts, where changes are looked for. */
  readonly recorder?: () => void;
  /** URLs of Aisle's scripts; with the page's own, if no script of the shop stands in it. The shop's own are among them where its bundler puts both into one file. */
  readonly aisleScripts?: RegExp;
}

export interface Timings {
  readonly layoutShift: number;
  readonly longTasks: number;
  readonly inpMs: number;
  readonly tbtMs: number;
  readonly mainThreadMs: number;
  readonly workerMs: number;
  /** Of Aisle's scripts. */
  readonly scripts: ScriptTimings;
}

/** By the browser's account of frames that took more than 50 ms (Long Animation Frames), where scripts of less than 5 ms are not named. */
export interface ScriptTimings {
  /** Frames that keep the shopper waiting and would not without these scripts. */
  readonly blockingFrames: number;
  readonly longest: { readonly name: string; readonly durationMs: number };
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
  readonly interactionsMs: number[];
  readonly frames: {
    readonly blockingMs: number;
    readonly scripts: readonly { readonly url: string; readonly name: string; readonly durationMs: number }[];
  }[];
}

/** As Chromium has it (Long Animation Frames); not among TypeScript's types. */
interface LongFrame {
  readonly blockingDuration: number;
  readonly scripts: readonly {
    readonly sourceURL: string;
    readonly sourceCharPosition: number;
    readonly invoker: string;
    readonly duration: number;
  }[];
}

declare global {
  interface Window {
    timings?: RecordedTimings;
  }
}

/** Runs before a page's own scripts. */
function timingsRecorder(): void {
  const timings: RecordedTimings = { layoutShift: 0, interactionsMs: [], frames: [] };
  window.timings = timings;
  const observe = (type: string, record: (list: PerformanceObserverEntryList) => void) =>
    new PerformanceObserver(record).observe({ type, buffered: true });
  observe('layout-shift', (list) =>
    (list.getEntries() as (PerformanceEntry & { value: number })[]).forEach(
      ({ value }) => (timings.layoutShift += value),
    ),
  );
  observe('long-animation-frame', (list) => {
    for (const { blockingDuration, scripts } of list.getEntries() as unknown as LongFrame[]) {
      timings.frames.push({
        blockingMs: blockingDuration,
        scripts: scripts.map(({ sourceURL, sourceCharPosition, invoker, duration }) => ({
          url: sourceURL,
          name: `${invoker}, ${sourceURL}:${sourceCharPosition}`,
          durationMs: duration,
        })),
      });
    }
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
const VIEW_MS = 1_500;
const FIRST_MEASURED_STEP = 2;

/**
 * One visit in a profile of its own.
 *
 * @param onPageViewed is told of each page when it has been looked at, before the next one
 * @param wrapVisit runs the visit, and what it wants before and after it
 */
async function visit(
  browser: Browser,
  shop: ShopUnderTest,
  throttling: number,
  recorders: readonly (() => void)[],
  onPageViewed: (page: Page, stepIndex: number) => Promise<void>,
  wrapVisit = (_page: Page, visitPages: () => Promise<void>) => visitPages(),
): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  // tsx keeps the names of functions by a helper that a page does not have.
  await context.addInitScript('globalThis.__name = (value) => value');
  for (const recorder of recorders) await context.addInitScript(recorder);
  const page = await context.newPage();
  const protocol = await context.newCDPSession(page);
  await protocol.send('Emulation.setCPUThrottlingRate', { rate: throttling });
  await wrapVisit(page, async () => {
    for (const [stepIndex, { path, click }] of shop.steps.entries()) {
      await page.goto(shop.origin + path);
      if (stepIndex === 0) await shop.acceptConsent(page);
      await page.waitForTimeout(VIEW_MS / 2);
      if (click) await clickWithoutLocator(page, protocol, click);
      await page.mouse.wheel(0, 300);
      await page.waitForTimeout(VIEW_MS / 2);
      await onPageViewed(page, stepIndex);
    }
  });
  await context.close();
}

/** Not by a locator, whose script in the page is a long task of its own on a slow processor. */
async function clickWithoutLocator(page: Page, protocol: CDPSession, selector: string): Promise<void> {
  const expression = `(() => { const element = document.querySelector(${JSON.stringify(selector)}); element.scrollIntoView({ block: 'nearest' }); const { x, y, width, height } = element.getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2 }; })()`;
  const { result, exceptionDetails } = await protocol.send('Runtime.evaluate', { expression, returnByValue: true });
  if (exceptionDetails) throw new Error(`${selector} is not on ${page.url()}: ${exceptionDetails.text}`);
  await page.mouse.click(result.value.x, result.value.y);
}

export async function visitForTimings(browser: Browser, shop: ShopUnderTest, throttling: number): Promise<Timings> {
  let [layoutShift, inpMs, blockingFrames] = [0, 0, 0];
  let longest = { name: 'none', durationMs: 0 };
  let threads: ThreadTimes | undefined;
  const onPageViewed = async (page: Page) => {
    const { interactionsMs, frames, ...seen } = await page.evaluate(() => window.timings!);
    layoutShift = Math.max(layoutShift, seen.layoutShift);
    inpMs = Math.max(inpMs, ...interactionsMs);
    for (const { blockingMs, scripts } of frames) {
      const ours = scripts.filter(({ url }) => shop.aisleScripts?.test(url));
      if (blockingMs > 0 && blockingMs <= ours.reduce((sum, { durationMs }) => sum + durationMs, 0)) blockingFrames++;
      for (const script of ours) if (script.durationMs > longest.durationMs) longest = script;
    }
  };
  await visit(browser, shop, throttling, [timingsRecorder], onPageViewed, async (page, visitPages) => {
    threads = await traceThreads(browser, page, visitPages);
  });
  const { longTasksMs, mainThreadMs, workerMs } = threads!;
  const tbtMs = longTasksMs.reduce((total, taskMs) => total + taskMs - LONG_TASK_MS, 0);
  return {
    layoutShift,
    longTasks: longTasksMs.length,
    inpMs,
    tbtMs,
    mainThreadMs,
    workerMs,
    scripts: { blockingFrames, longest },
  };
}

/** Apart from the timings: what looks at every card in every frame takes time of its own. */
export async function visitForChanges(browser: Browser, shop: ShopUnderTest, throttling: number): Promise<Changes> {
  const sum = { layoutShift: 0, visibleChanges: 0, changes: [] as string[], lists: { shown: 0, ranked: 0 } };
  let framesWithCards = 0;
  await visit(
    browser,
    shop,
    throttling,
    [stabilityRecorder, ...(shop.recorder ? [shop.recorder] : [])],
    async (page, stepIndex) => {
      const lists = await shop.countLists(page);
      const stability = await page.evaluate(() => window.stability!);
      framesWithCards += stability.framesWithCards;
      sum.layoutShift = Math.max(sum.layoutShift, stability.layoutShift);
      sum.visibleChanges += stability.visibleChanges;
      sum.changes.push(
        ...[...stability.changes, ...stability.shifts].map((change) => `${shop.steps[stepIndex]!.path}: ${change}`),
      );
      if (stepIndex >= FIRST_MEASURED_STEP)
        sum.lists = { shown: sum.lists.shown + lists.shown, ranked: sum.lists.ranked + lists.ranked };
    },
  );
  // What sees nothing finds no change.
  if (framesWithCards === 0) throw new Error('The recorder of visible changes saw no card.');
  return sum;
}
