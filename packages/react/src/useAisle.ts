import type { Aisle, Status } from '@aisle/sdk';
import { useStatusValue } from './useStatusValue.js';

const itself = (_: Status, aisle: Aisle) => aisle;

/** The instance; undefined on the server, while hydrating, before the provider has mounted, and without a provider. */
export const useAisle = (): Aisle | undefined => useStatusValue(itself);
