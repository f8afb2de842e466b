import type { DecisionsHost } from './decide/decisionsHost.js';
import type { TagGlobal } from './tagGlobal.js';

const DEFAULT_DEADLINE_MS = 2_000;
/** A longer timer runs at once. */
const MAX_TIMER_MS = 2e9;

/** Forwards to the tag, in either load order. Until it has loaded, a call waits in its queue, at most for its deadline. */
export const tagHost = (tag: TagGlobal): DecisionsHost => ({
  // Without the tag nothing is stored. A decision is requested first, and waits for the tag.
  changeDecisions: async (change) => tag.changeDecisions?.(change),
  request: (query, options) =>
    tag.request?.(query, options) ??
    new Promise((resolve) => {
      const durationMs = options?.deadlineMs ?? DEFAULT_DEADLINE_MS;
      const notLoaded = () => resolve({ reason: 'not-loaded', resultId: '', durationMs });
      (tag.queue ??= []).push({
        name: 'request',
        args: [query, options],
        resolve: resolve as (value: unknown) => void,
        reject: notLoaded,
      });
      setTimeout(notLoaded, Math.min(durationMs, MAX_TIMER_MS));
    }),
});
