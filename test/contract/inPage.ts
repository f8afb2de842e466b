import type { Aisle } from '@aisle/sdk';
import { AISLE_CONTRACT } from '../../packages/sdk/src/testing/aisleContract.js';
import type { MakeAisle } from '../../packages/sdk/src/testing/contractKit.js';

declare global {
  interface Window {
    /** Checks the contract on the real instance. @returns the name and the error of each step */
    checkContract: () => Promise<Readonly<Record<string, string>>>;
  }
}

window.checkContract = async () => {
  const results: Record<string, string> = {};
  for (const { name, check } of AISLE_CONTRACT) {
    const made: Aisle[] = [];
    const make: MakeAisle = async ({ consent, holdoutShare, rowsBeforeConsent }) => {
      const aisle = window.sdk.createAisle({
        namespace: `contract-${Object.keys(results).length}`,
        manifestUrl: '/weights/contract/manifest.json',
        worker: '/aisle/aisle-worker.js',
        automation: 'record',
        tier: 'light',
        holdoutShare,
        rowsBeforeConsent: !!rowsBeforeConsent,
      });
      made.push(aisle);
      if (consent === 'granted') await aisle.setConsent(consent);
      return aisle;
    };
    results[name] = await check(make).then(
      () => 'kept',
      (error: unknown) => String(error),
    );
    for (const aisle of made) aisle.dispose();
  }
  return results;
};
