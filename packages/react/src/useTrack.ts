import type { EventInput, TrackResult } from '@aisle/sdk';
import { useCallback, useContext } from 'react';
import { AisleContext } from './aisleContext.js';

/** `no-provider`: AisleProvider is missing. `not-mounted`: the instance is missing on a server, after unmounting, or because the provider got none. */
export type UseTrackResult = TrackResult | { readonly stored: false; readonly reason: 'no-provider' | 'not-mounted' };

/** Returns `aisle.track` for event handlers and effects, including effects on mount. The function does not change. */
export function useTrack(): (event: EventInput) => Promise<UseTrackResult> {
  const context = useContext(AisleContext);
  return useCallback(
    (event) =>
      context.getOrCreate()?.track(event) ??
      Promise.resolve({ stored: false, reason: context.missing ?? 'not-mounted' }),
    [context],
  );
}
