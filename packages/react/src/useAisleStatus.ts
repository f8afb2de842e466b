import type { Status } from '@aisle/sdk';
import { useStatusValue } from './useStatusValue.js';

const selectStatus = (status: Status) => status;

/** Returns the status and renders again after every change of it. Undefined if `useAisle` returns no instance. */
export const useAisleStatus = (): Status | undefined => useStatusValue(selectStatus);
