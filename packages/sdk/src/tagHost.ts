import type { DecisionsHost } from './decide/decisionsHost.js';
import type { TagGlobal } from './tagGlobal.js';

const DEFAULT_DEADLINE_MS = 2_000;
/** As the stub waits for calls that take effect later too. */
const CHANGE_WAIT_MS = 10_000;
/** A longer timer runs at once. */
const MAX_TIMER_MS = 2e9;

/** Forwards to the tag, in either load order. Until it has loaded, a call waits in its queue, at most for its deadline. */
export function tagHost(tag: TagGlobal): DecisionsHost {
  const call = (name: keyof DecisionsHost, args: readonly unknown[], waitMs: number, notLoaded?: unknown) =>
    (tag[name] as ((...args: readonly unknown[]) => Promise<never>) | undefined)?.(...args) ??
    new Promise<never>((resolve) => {
      const settle = resolve as (value: unknown) => void;
      (tag.queue ??= []).push({ name, args, resolve: settle, reject: () => settle(notLoaded) });
      setTimeout(settle, Math.min(waitMs, MAX_TIMER_MS), notLoaded);
    });
  return {
    changeDecisions: (change) => call('changeDecisions', [change], CHANGE_WAIT_MS),
    request(query, options) {
      const durationMs = options?.deadlineMs ?? DEFAULT_DEADLINE_MS;
      return call('request', [query, options], durationMs, { reason: 'not-loaded', resultId: '', durationMs });
    },
  };
}
