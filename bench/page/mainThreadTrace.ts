import type { Browser, Page } from 'playwright';

/** Limit of a long task: https://www.w3.org/TR/longtasks-1/. */
export const LONG_TASK_MS = 50;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Processor time of the thread in this event. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const microsToMs = (micros: number) => micros / 1000;
const threadOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;

/** Times of the threads in a visit, in milliseconds. */
export interface ThreadTimes {
  /** Durations of the main thread's tasks of more than 50 ms. */
  readonly longTasksMs: readonly number[];
  /** Processor time of all tasks of the main thread, and of dedicated workers. */
  readonly mainThreadMs: number;
  readonly workerMs: number;
}

/**
 * Measures the threads of a page while `work` runs, by the trace of the browser. Lighthouse reads long tasks from the trace
 * too. The Long Tasks API is not used: Chromium (156) reports only tasks in which a script ran. A frame of the shop would
 * count only if some code had requested an animation frame.
 */
export async function traceThreads(browser: Browser, page: Page, work: () => Promise<void>): Promise<ThreadTimes> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const threadsNamed = (threadName: string) =>
    new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === threadName).map(threadOf));
  const mainThreads = threadsNamed('CrRendererMain');
  // Without this check, a trace without a main thread would report no long task.
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

/** Omits tasks that ran inside another task. */
function outermost(tasks: readonly TraceEvent[]): TraceEvent[] {
  const busyUntil = new Map<string, number>();
  // If two tasks begin at the same time, the longer one contains the other.
  const inOrder = [...tasks].sort((a, b) => a.ts - b.ts || b.dur! - a.dur!);
  return inOrder.filter((task) => {
    const within = task.ts < (busyUntil.get(threadOf(task)) ?? 0);
    if (!within) busyUntil.set(threadOf(task), task.ts + task.dur!);
    return !within;
  });
}
