import type { EventInput, TrackResult } from '@aisle/sdk';
import { useCallback, useContext } from 'react';
import { AisleContext } from './aisleContext.js';

/** `no-provider`: there is no AisleProvider above. `not-mounted`: it has not mounted yet, or no more. */
export type UseTrackResult = TrackResult | { readonly stored: false; readonly reason: 'no-provider' | 'not-mounted' };

/**
 * `aisle.track`, for event handlers and effects. The function stays the same as long as the instance does: an effect
 * that lists it runs again once there is an instance, which is how an event sent on mounting gets stored.
 */
export function useTrack(): (event: EventInput) => Promise<UseTrackResult> {
  const provided = useContext(AisleContext);
  const aisle = provided?.aisle;
  const reason = provided ? 'not-mounted' : 'no-provider';
  return useCallback((event) => aisle?.track(event) ?? Promise.resolve({ stored: false, reason }), [aisle, reason]);
}
