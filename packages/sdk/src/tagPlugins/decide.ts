import { decisionsOn } from '../decide/decisions.js';
import { tagGlobal } from '../tagGlobal.js';

const DEFAULT_DEADLINE_MS = 2_000;
/** A longer timer runs at once. */
const MAX_TIMER_MS = 2e9;

// In either load order. Until the tag has loaded, a call waits in its queue, at most for its deadline.
const tag = tagGlobal();
Object.assign(
  tag,
  decisionsOn({
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
  }),
);
