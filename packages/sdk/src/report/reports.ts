import type { Random } from '@aisle/core';
import type { ReportAnswer } from '@aisle/worker';
import { periodOf } from './periodOf.js';
import { type GroupedAnswer, ReportStore } from './reportStore.js';
import type { ReportsHost } from './reportsHost.js';
import { sendReport } from './sendReport.js';

/** The engine may have to load the release first. */
const DEADLINE_MS = 20_000;
/** A longer timer runs at once. Then the next page sends the answer. */
const MAX_TIMER_MS = 2e9;

export interface OptInOptions {
  /** Receives answers by POST: an address of this origin, or with https. */
  readonly endpoint: string;
}

/** The shopper's switch for reports. They are off until the shopper turns them on. */
export interface Reports {
  /**
   * Turns reports on, after the shopper has agreed to them. Nothing is sent before the question's period is over.
   *
   * @returns false without consent, if nothing can be stored, or if the endpoint is not allowed
   */
  optIn(options: OptInOptions): Promise<boolean>;
  /** Turns them off. An answer that was not sent stays on the device. */
  optOut(): Promise<void>;
  optedIn(): Promise<boolean>;
}

function allowedEndpoint(endpoint: unknown): string | undefined {
  // Without this, the page itself would receive them.
  if (typeof endpoint !== 'string' || !endpoint) return undefined;
  try {
    const { href, origin, protocol } = new URL(endpoint, location.href);
    return protocol === 'https:' || origin === location.origin ? href : undefined;
  } catch {
    return undefined;
  }
}

/** @param random uniform on [0, 1); absent for secure random numbers */
export function reportsOn(host: ReportsHost, random?: Random): Reports {
  const store = new ReportStore(host, random);
  let isWaiting = false;
  const isGranted = () => host.status()?.consent === 'granted';

  async function send(answer: GroupedAnswer): Promise<void> {
    isWaiting = false;
    const report = await store.take(answer);
    const endpoint = allowedEndpoint(report?.endpoint);
    if (report && endpoint) await sendReport(endpoint, report.body);
  }

  async function schedule(): Promise<void> {
    if (isWaiting || !isGranted()) return;
    isWaiting = true;
    const waitMs = await timeToSend();
    if (waitMs) setTimeout(() => void send(waitMs.answer), waitMs.ms);
    else isWaiting = false;
  }

  /** Undefined if this page sends nothing. Without opt-in, the engine is not asked. */
  async function timeToSend(): Promise<{ readonly answer: GroupedAnswer; readonly ms: number } | undefined> {
    if ((await store.endpoint()) === undefined) return undefined;
    const reply = await host.request({ name: 'reportAnswer' }, { deadlineMs: DEADLINE_MS });
    const { question, group, ...others } = reply as typeof reply & Partial<ReportAnswer>;
    if (reply.reason || !question || !group) return undefined;
    const { overMs, closesMs } = periodOf(question);
    const nowMs = Date.now();
    if (nowMs < overMs || nowMs >= closesMs) return undefined;
    const answer: GroupedAnswer = { question, group, succeeded: others.succeeded ?? false };
    const { dueMs = 0, sentMs } = (await store.prepare(answer)) ?? { sentMs: 0 };
    const ms = Math.max(0, dueMs - nowMs);
    return sentMs === undefined && ms <= MAX_TIMER_MS ? { answer, ms } : undefined;
  }

  host.subscribe(() => void schedule());
  void schedule();
  return {
    async optIn(options) {
      const allowed = allowedEndpoint(options?.endpoint);
      if (!allowed || !isGranted() || !(await store.optIn(allowed))) return false;
      void schedule();
      return true;
    },
    optOut: () => store.optOut(),
    optedIn: async () => (await store.endpoint()) !== undefined,
  };
}
