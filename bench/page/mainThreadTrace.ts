import type { Browser, Page } from 'playwright';

/** A task longer than that is a long one. */
export const LONG_TASK_MS = 50;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

const microsToMs = (micros: number) => micros / 1000;
const threadOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;

/**
 * Durations, ms, of the long tasks of a page's main thread while `work` runs, from the browser's trace, where Lighthouse
 * reads them too. Not from the Long Tasks API: Chromium (156) reports there only tasks in which a script ran, so that a
 * frame of the shop's own counts as soon as somebody has asked for an animation frame, and not before.
 */
export async function traceLongTasks(browser: Browser, page: Page, work: () => Promise<void>): Promise<number[]> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const mainThreads = new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain').map(threadOf));
  // What sees nothing finds no long task.
  if (mainThreads.size === 0) throw new Error('The trace names no main thread of a page.');
  const tasks = traceEvents.filter((event) => event.ph === 'X' && event.name.endsWith('RunTask') && microsToMs(event.dur!) > LONG_TASK_MS && mainThreads.has(threadOf(event)));
  // A task can run another one within itself.
  const within = (inner: TraceEvent, outer: TraceEvent) => inner !== outer && threadOf(inner) === threadOf(outer) && outer.ts <= inner.ts && inner.ts + inner.dur! <= outer.ts + outer.dur!;
  return tasks.filter((task) => !tasks.some((outer) => within(task, outer))).map(({ dur }) => microsToMs(dur!));
}
