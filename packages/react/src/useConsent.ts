import type { Consent, ConsentTrace, Status } from '@aisle/sdk';
import { useContext, useMemo } from 'react';
import { AisleContext } from './provided.js';
import { useStatusValue } from './useStatusValue.js';

export interface UseConsentResult {
  /** undefined where `useAisle` gives no instance. */
  readonly consent: Consent | undefined;
  /** What each input of consent says. */
  readonly trace: readonly ConsentTrace[];
  /** `aisle.setConsent`, to be repeated on every page, in a handler or an effect. Like `deny`, it stays the same. */
  readonly grant: () => Promise<void>;
  readonly deny: () => Promise<void>;
}

export const consentOf = ({ consent }: Status) => consent;
const traceOf = ({ consentTrace }: Status) => consentTrace;
const NONE: readonly ConsentTrace[] = [];

/** The shopper's answer, and the ways to give it. */
export function useConsent(): UseConsentResult {
  const provided = useContext(AisleContext);
  const consent = useStatusValue(consentOf);
  const trace = useStatusValue(traceOf) ?? NONE;
  const answers = useMemo(() => {
    const answer = (consent: 'granted' | 'denied') => async () => provided.get()?.setConsent(consent);
    return { grant: answer('granted'), deny: answer('denied') };
  }, [provided]);
  return { consent, trace, ...answers };
}
