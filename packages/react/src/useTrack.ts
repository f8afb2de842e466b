import type { EventInput, TrackResult } from '@aisle/sdk';
import { useCallback, useContext } from 'react';
import { AisleContext } from './provided.js';

/** `no-provider`: there is no AisleProvider above. `not-mounted`: no instance on a server, after unmounting, or where the provider was given none. */
export type UseTrackResult = TrackResult | { readonly stored: false; readonly reason: 'no-provider' | 'not-mounted' };

/** `aisle.track`, for event handlers and effects, also those that run on mounting. The function stays the same. */
export function useTrack(): (event: EventInput) => Promise<UseTrackResult> {
  const provided = useContext(AisleContext);
  return useCallback(
    (event) =>
      provided.get()?.track(event) ?? Promise.resolve({ stored: false, reason: provided.none ?? 'not-mounted' }),
    [provided],
  );
}
