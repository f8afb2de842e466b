import type { Aisle } from '@aisle/sdk';
import { useContext } from 'react';
import { AisleContext } from './aisleContext.js';

/** The instance; undefined on the server, while hydrating, before the provider has mounted, and without a provider. */
export function useAisle(): Aisle | undefined {
  return useContext(AisleContext)?.aisle;
}
