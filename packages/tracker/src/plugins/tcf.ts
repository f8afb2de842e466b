import type { Plugin } from '../plugin.js';

interface TcData {
  readonly eventStatus?: string;
  readonly gdprApplies?: boolean;
  readonly listenerId?: number;
  readonly purpose?: { readonly consents?: Readonly<Record<number, boolean>> };
  readonly vendor?: { readonly consents?: Readonly<Record<number, boolean>> };
  /** By purpose and vendor: 0 forbids it, 1 requires consent, 2 requires legitimate interest. */
  readonly publisher?: { readonly restrictions?: Readonly<Record<number, Readonly<Record<number, number>>>> };
}
type TcfApi = (
  command: string,
  version: number,
  callback: (data: TcData, success: boolean) => void,
  argument?: unknown,
) => void;

/**
 * A consent input: reads a consent platform through IAB TCF v2.2
 * (https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework).
 *
 * @param options.purposes the TCF purposes that need consent. Default: 1 (store on the device), 5 and 6 (create and use
 *   a profile for content).
 * @param options.vendorId the shop's id in the Global Vendor List, if it has one. Then the vendor needs consent too, and
 *   the page's restrictions of its purposes count.
 */
export function tcf({
  purposes = [1, 5, 6],
  vendorId,
}: {
  readonly purposes?: readonly number[];
  readonly vendorId?: number;
} = {}): Plugin {
  return {
    name: 'tcf',
    start({ setConsent }) {
      const { __tcfapi: api } = globalThis as { __tcfapi?: TcfApi };
      if (typeof api !== 'function') {
        setConsent('unset', 'this page has no __tcfapi: load the stub of the consent platform before Aisle');
        return () => {};
      }
      setConsent('unset', 'the consent platform has not answered yet');
      let listenerId: number | undefined;
      let stopped = false;
      let answered = false;
      const isRestricted = ({ publisher }: TcData, purpose: number) => {
        const restriction = publisher?.restrictions?.[purpose]?.[vendorId!];
        return restriction !== undefined && restriction !== 1;
      };
      const onTcData = (data: TcData, success: boolean) => {
        listenerId = data?.listenerId ?? listenerId;
        if (stopped || !success || !data) return;
        const { gdprApplies, eventStatus } = data;
        if (gdprApplies === false) {
          answered = true;
          return setConsent('granted', 'gdprApplies is false');
        }
        if (eventStatus !== 'tcloaded' && eventStatus !== 'useractioncomplete') {
          // `cmpuishown`: the shopper has opened the dialog again, and the answer holds until it changes.
          if (!answered) setConsent('unset', `eventStatus is ${eventStatus}`);
          return;
        }
        answered = true;
        const missing = purposes
          .filter((purpose) => data.purpose?.consents?.[purpose] !== true || isRestricted(data, purpose))
          .map((purpose) => `purpose ${purpose}`);
        if (vendorId !== undefined && data.vendor?.consents?.[vendorId] !== true) missing.push(`vendor ${vendorId}`);
        if (missing.length === 0) setConsent('granted', `purposes ${purposes.join(', ')} have consent`);
        else setConsent('denied', `no consent for ${missing.join(', ')}`);
      };
      // The consent platform calls this function, so it must not throw.
      const onTcDataSafely = (data: TcData, success: boolean) => {
        try {
          onTcData(data, success);
        } catch {
          if (!stopped) setConsent('unset', 'the answer of __tcfapi could not be read');
        }
      };
      try {
        api('addEventListener', 2, onTcDataSafely);
      } catch {
        setConsent('unset', '__tcfapi threw');
      }
      return () => {
        stopped = true;
        if (listenerId !== undefined) api('removeEventListener', 2, () => {}, listenerId);
      };
    },
  };
}
