import type { Aisle, Status } from '@aisle/sdk';
import { useContext, useSyncExternalStore } from 'react';
import { AisleContext } from './provided.js';

/**
 * What `select` takes from the status; renders again only when that changes.
 *
 * @returns undefined where `useAisle` gives no instance
 */
export function useStatusValue<T>(select: (status: Status, aisle: Aisle) => T): T | undefined {
  const { peek, subscribe } = useContext(AisleContext);
  const current = () => {
    const aisle = peek();
    return aisle && select(aisle.getSnapshot(), aisle);
  };
  return useSyncExternalStore(subscribe, current, () => undefined);
}
