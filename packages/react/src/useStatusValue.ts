import type { Status } from '@aisle/sdk';
import { useCallback, useSyncExternalStore } from 'react';
import { useAisle } from './useAisle.js';

/**
 * What `select` takes from the status; renders again only when that changes.
 *
 * @returns undefined where `useAisle` gives no instance
 */
export function useStatusValue<T>(select: (status: Status) => T): T | undefined {
  const aisle = useAisle();
  const subscribe = useCallback((listener: () => void) => aisle?.subscribe(listener) ?? (() => {}), [aisle]);
  return useSyncExternalStore(
    subscribe,
    () => aisle && select(aisle.getSnapshot()),
    () => undefined,
  );
}
