import type { Aisle, EventInput, TrackResult } from '@aisle/sdk';
import { useCallback, useEffect, useRef } from 'react';
import { useAisleContext } from './aisleContext.js';
import { attemptJson } from './attemptJson.js';

/** `no-provider`: AisleProvider is missing. `not-mounted`: the instance is missing on a server, after unmounting, or because the provider got none. */
export type UseTrackResult = TrackResult | { readonly stored: false; readonly reason: 'no-provider' | 'not-mounted' };

interface TrackedCall {
  readonly aisle: Aisle;
  readonly event: EventInput;
  readonly result: Promise<UseTrackResult>;
}

/**
 * Returns `aisle.track` for event handlers and effects, including effects on mount. The function does not change.
 *
 * In development, StrictMode runs effects, cleans them up and runs them again, in one task
 * (https://react.dev/reference/react/StrictMode). An event of the second run gets the result of the first, and is stored
 * once.
 */
export function useTrack(): (event: EventInput) => Promise<UseTrackResult> {
  const context = useAisleContext();
  /** The calls of this task. */
  const calls = useRef<TrackedCall[]>([]);
  const isSecondRun = useRef(false);
  useEffect(
    () => () => {
      isSecondRun.current = true;
      setTimeout(() => (isSecondRun.current = false));
    },
    [],
  );
  return useCallback(
    (event) => {
      const aisle = context.getOrCreate();
      if (!aisle) return Promise.resolve({ stored: false, reason: context.missing ?? 'not-mounted' });
      const first = calls.current.findIndex((call) => call.aisle === aisle && isSameEvent(call.event, event));
      if (isSecondRun.current && first >= 0) return calls.current.splice(first, 1)[0]!.result;
      const result = aisle.track(event);
      if (calls.current.push({ aisle, event, result }) === 1) setTimeout(() => (calls.current = []));
      return result;
    },
    [context],
  );
}

/** Whether the events differ at most in their time. */
function isSameEvent(first: EventInput, second: EventInput): boolean {
  const [a, b] = [first, second].map((event) => attemptJson({ ...event, timestampMs: 0 }));
  return a !== undefined && a === b;
}
