import type { Aisle } from '@aisle/sdk';
import { createContext } from 'react';

/** What a provider gives to the hooks below it. */
export interface Provided {
  /** undefined on the server, while hydrating, and before the provider has mounted. */
  readonly aisle: Aisle | undefined;
  /** Of the instance that the provider makes; undefined where it was given one. */
  readonly namespace: string | undefined;
  /** Resolves when the provider has made its instance. */
  readonly made: Promise<() => Aisle>;
}

/** undefined: there is no provider. */
export const AisleContext = createContext<Provided | undefined>(undefined);
