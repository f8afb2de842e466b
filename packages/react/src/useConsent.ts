import type { Consent, ConsentTrace, Status } from '@aisle/sdk';
import { useMemo } from 'react';
import { useAisleContext } from './aisleContext.js';
import { useStatusValue } from './useStatusValue.js';

export interface UseConsentResult {
  /** Undefined if `useAisle` returns no instance. */
  readonly consent: Consent | undefined;
  /** The signal of each consent input. */
  readonly trace: readonly ConsentTrace[];
  /** Calls `aisle.setConsent('granted')`. Call it on every page, in a handler or an effect. Like `deny`, the function does not change. */
  readonly grant: () => Promise<void>;
  readonly deny: () => Promise<void>;
}

export const selectConsent = ({ consent }: Status) => consent;
const selectTrace = ({ consentTrace }: Status) => consentTrace;
const NONE: readonly ConsentTrace[] = [];

/** The shopper's consent, and functions to set it. */
export function useConsent(): UseConsentResult {
  const context = useAisleContext();
  const consent = useStatusValue(selectConsent);
  const trace = useStatusValue(selectTrace) ?? NONE;
  const setters = useMemo(() => {
    // Not async: a second promise would report a rejection that Aisle has logged.
    const set = (consent: 'granted' | 'denied') => () =>
      context.getOrCreate()?.setConsent(consent) ?? Promise.resolve();
    return { grant: set('granted'), deny: set('denied') };
  }, [context]);
  return { consent, trace, ...setters };
}
