import type { Browser, CDPSession, Page } from 'playwright';
import { stabilityRecorder } from '../../test/kit/stabilityRecorder.js';
import { LONG_TASK_MS, type ThreadTimes, traceThreads } from './mainThreadTrace.js';

/** A page that the shopper opens, and the selector that they click. */
export interface VisitStep {
  readonly path: string;
  readonly click?: string;
}

/** A shop as a visit needs it. */
export interface ShopUnderTest {
  readonly origin: string;
  /** Grants consent if the shop asks for it. */
  readonly acceptConsent: (page: Page) => Promise<unknown>;
  /** Lists of the open page, and how many of them were ranked at their first paint. */
  readonly countLists: (page: Page) => Promise<{ readonly shown: number; readonly ranked: number }>;
  readonly steps: readonly VisitStep[];
  /** Runs in each page before the scripts of the page, in visits that look for changes. */
  readonly recorder?: () => void;
  /**
   * URLs of scripts with Aisle. The page itself is one of them if it has no inline script of the shop. A bundler can put
   * code of the shop into the same files.
   */
  readonly aisleScripts?: RegExp;
}

export interface Timings {
  readonly layoutShift: number;
  readonly longTasks: number;
  readonly inpMs: number;
  readonly tbtMs: number;
  readonly mainThreadMs: number;
  readonly workerMs: number;
  /** Times of the scripts of Aisle. */
  readonly scripts: ScriptTimings;
}

/**
 * By the Long Animation Frames API, which reports frames of more than 50 ms and scripts of at least 5 ms:
 * https://w3c.github.io/long-animation-frames/
 */
export interface ScriptTimings {
  /** Frames that would not have exceeded 50 ms without these scripts. */
  readonly blockingFrames: number;
  readonly longest: { readonly name: string; readonly durationMs: number };
}

export interface Changes {
  readonly layoutShift: number;
  readonly visibleChanges: number;
  /** Descriptions of changes and shifts. */
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

/** https://w3c.github.io/long-animation-frames/; TypeScript has no type for it. */
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

/** Runs before the scripts of the page. */
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
  // `event` entries of the browser end with a painted frame. A click that changes nothing on screen would wait for one.
  const click = (event: Event) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => timings.interactionsMs.push(Math.round(performance.now() - event.timeStamp));
    requestAnimationFrame(() => port2.postMessage(undefined));
  };
  addEventListener('click', click, { capture: true });
}

/** Long enough for a page to finish its work while it is viewed. */
const VIEW_MS = 1_500;
/** Before the first event of an item, nothing is known about the shopper. */
const firstStepAfterEvent = (steps: readonly VisitStep[]) =>
  steps.findIndex(({ path }) => path.startsWith('/product/')) + 1;

/**
 * Runs one visit in a new browser profile.
 *
 * @param onPageViewed Called after each page was viewed.
 * @param wrapVisit Runs the visit, with other work before and after it.
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
  // tsx calls this helper to keep names of functions. The page does not have it.
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

/** A Playwright locator runs a script in the page. On a slow processor, this script is a long task. */
async function clickWithoutLocator(page: Page, protocol: CDPSession, selector: string): Promise<void> {
  const expression = `(() => { const element = document.querySelector(${JSON.stringify(selector)}); element.scrollIntoView({ block: 'nearest' }); const { x, y, width, height } = element.getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2 }; })()`;
  const { result, exceptionDetails } = await protocol.send('Runtime.evaluate', { expression, returnByValue: true });
  if (exceptionDetails) throw new Error(`${page.url()} has no element ${selector}: ${exceptionDetails.text}`);
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
      const aisleRuns = scripts.filter(({ url }) => shop.aisleScripts?.test(url));
      if (blockingMs > 0 && blockingMs <= aisleRuns.reduce((sum, { durationMs }) => sum + durationMs, 0))
        blockingFrames++;
      for (const script of aisleRuns) if (script.durationMs > longest.durationMs) longest = script;
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

/** This visit has no timings, because the recorder reads every card in every frame and takes time itself. */
export async function visitForChanges(browser: Browser, shop: ShopUnderTest, throttling: number): Promise<Changes> {
  const sum = { layoutShift: 0, visibleChanges: 0, changes: [] as string[], lists: { shown: 0, ranked: 0 } };
  let framesWithCards = 0;
  const firstCountedStep = firstStepAfterEvent(shop.steps);
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
      if (stepIndex >= firstCountedStep)
        sum.lists = { shown: sum.lists.shown + lists.shown, ranked: sum.lists.ranked + lists.ranked };
    },
  );
  // Without this check, a recorder that sees no card would report no change.
  if (framesWithCards === 0) throw new Error('The recorder of visible changes saw no card.');
  return sum;
}
