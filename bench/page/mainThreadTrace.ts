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
  /** Of that, what the thread computed. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const microsToMs = (micros: number) => micros / 1000;
const threadOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;

/** What a visit asks of the machine, ms. */
export interface ThreadTimes {
  /** Durations of the main thread's tasks of more than 50 ms. */
  readonly longTasksMs: readonly number[];
  /** What the main thread computed in all its tasks, and what dedicated workers did. */
  readonly mainThreadMs: number;
  readonly workerMs: number;
}

/**
 * What a page's threads do while `work` runs, from the browser's trace, where Lighthouse reads long tasks too. Not from the
 * Long Tasks API: Chromium (156) reports there only tasks in which a script ran, so that a frame of the shop's own counts as
 * soon as somebody has asked for an animation frame, and not before.
 */
export async function traceThreads(browser: Browser, page: Page, work: () => Promise<void>): Promise<ThreadTimes> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const threadsNamed = (threadName: string) =>
    new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === threadName).map(threadOf));
  const mainThreads = threadsNamed('CrRendererMain');
  // What sees nothing finds no long task.
  if (mainThreads.size === 0) throw new Error('The trace names no main thread of a page.');
  const tasks = outermost(traceEvents.filter(({ ph, name }) => ph === 'X' && name.endsWith('RunTask')));
  const computedMs = (threads: ReadonlySet<string>) =>
    tasks.reduce((sum, task) => sum + (threads.has(threadOf(task)) ? microsToMs(task.tdur ?? 0) : 0), 0);
  return {
    longTasksMs: tasks
      .filter((task) => mainThreads.has(threadOf(task)) && microsToMs(task.dur!) > LONG_TASK_MS)
      .map(({ dur }) => microsToMs(dur!)),
    mainThreadMs: computedMs(mainThreads),
    workerMs: computedMs(threadsNamed('DedicatedWorker thread')),
  };
}

/** Without those that ran within another one. */
function outermost(tasks: readonly TraceEvent[]): TraceEvent[] {
  const busyUntil = new Map<string, number>();
  // The longer one first, where two begin at once.
  const inOrder = [...tasks].sort((a, b) => a.ts - b.ts || b.dur! - a.dur!);
  return inOrder.filter((task) => {
    const within = task.ts < (busyUntil.get(threadOf(task)) ?? 0);
    if (!within) busyUntil.set(threadOf(task), task.ts + task.dur!);
    return !within;
  });
}
