import type { Aisle, Status } from '@aisle/sdk';
import { useStatusValue } from './useStatusValue.js';

const selectInstance = (_: Status, aisle: Aisle) => aisle;

/** Returns the instance. Undefined on the server, during hydration, before the provider has mounted, and without a provider. */
export const useAisle = (): Aisle | undefined => useStatusValue(selectInstance);
