import type { Status } from '@aisle/sdk';
import { useStatusValue } from './useStatusValue.js';

const whole = (status: Status) => status;

/** The status, current after every change; undefined where `useAisle` gives no instance. */
export const useAisleStatus = (): Status | undefined => useStatusValue(whole);
