import type { Aisle, Status } from '@aisle/sdk';
import { useSyncExternalStore } from 'react';
import { useAisleContext } from './aisleContext.js';

/**
 * Returns what `select` reads from the status, and renders again only if it changes.
 *
 * @returns undefined if `useAisle` returns no instance
 */
export function useStatusValue<T>(select: (status: Status, aisle: Aisle) => T): T | undefined {
  const { peek, subscribe } = useAisleContext();
  const getSelected = () => {
    const aisle = peek();
    return aisle && select(aisle.getSnapshot(), aisle);
  };
  return useSyncExternalStore(subscribe, getSelected, () => undefined);
}
