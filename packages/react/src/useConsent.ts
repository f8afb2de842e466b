import type { Consent, ConsentTrace, Status } from '@aisle/sdk';
import { useMemo } from 'react';
import { useAisle } from './useAisle.js';
import { useStatusValue } from './useStatusValue.js';

export interface UseConsentResult {
  /** undefined where `useAisle` gives no instance. */
  readonly consent: Consent | undefined;
  /** What each input of consent says. */
  readonly trace: readonly ConsentTrace[];
  /**
   * `aisle.setConsent`, to be repeated on every page. Without an instance it does nothing; like `deny`, it changes when
   * there is one, so that an effect that lists it runs again.
   */
  readonly grant: () => Promise<void>;
  readonly deny: () => Promise<void>;
}

export const consentOf = ({ consent }: Status) => consent;
const traceOf = ({ consentTrace }: Status) => consentTrace;
const NONE: readonly ConsentTrace[] = [];

/** The shopper's answer, and the ways to give it. */
export function useConsent(): UseConsentResult {
  const aisle = useAisle();
  const consent = useStatusValue(consentOf);
  const trace = useStatusValue(traceOf) ?? NONE;
  const answers = useMemo(() => {
    const answer = (consent: 'granted' | 'denied') => async () => aisle?.setConsent(consent);
    return { grant: answer('granted'), deny: answer('denied') };
  }, [aisle]);
  return { consent, trace, ...answers };
}
