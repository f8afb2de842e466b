import type { Aisle } from '@aisle/sdk';
import { createContext } from 'react';

/** undefined: there is no provider. null: there is one, without an instance yet (on the server, or before it mounts). */
export const AisleContext = createContext<Aisle | null | undefined>(undefined);
