import { type Aisle, AisleError, createAisle, type RerankResult } from '@aisle/sdk';
import { addDecisions, type Intent } from '@aisle/sdk/decide';
import { encryption } from '@aisle/sdk/encryption';
import { firstPaintStyle } from '@aisle/sdk/first-paint';
import { ga4 } from '@aisle/sdk/ga4';
import type { AisleGlobal } from '@aisle/sdk/global';
import { globalPrivacyControl } from '@aisle/sdk/global-privacy-control';
import { googleConsentMode } from '@aisle/sdk/google-consent-mode';
import { impressions } from '@aisle/sdk/impressions';
import { shopifyEvent, shopifyPrivacy } from '@aisle/sdk/shopify';
import { structuredData } from '@aisle/sdk/structured-data';
import { tcf } from '@aisle/sdk/tcf';
import { createFakeAisle, type FakeAisle } from '@aisle/sdk/testing';
import { createTracker, type PageTracker } from '@aisle/sdk/tracker';

export const aisle: Aisle = createAisle({
  manifestUrl: '/models/shop/manifest.json',
  worker: '/aisle/aisle-worker.js',
  plugins: [
    encryption(),
    ga4(),
    globalPrivacyControl(),
    googleConsentMode(),
    impressions(),
    shopifyPrivacy(),
    structuredData(),
    tcf({ vendorId: 123 }),
  ],
});
export const answer: Promise<RerankResult<{ readonly item_id: string }>> = aisle.rerank([{ item_id: 'a' }]);
export const intent: Promise<Intent> = addDecisions(aisle).intent({ deadlineMs: 500 });
export const purchase: Promise<number | undefined> = intent.then((found) => found.purchaseInSession?.probability);
export const tracker: PageTracker = createTracker();
export const fake: FakeAisle = createFakeAisle({ order: ['a'] });
export const event = shopifyEvent;
export const error: Error = new AisleError('timeout', 'late');

// These fail if the types are missing and everything is `any`.
// @ts-expect-error an option is missing
createAisle({ manifestUrl: '/manifest.json' });
// @ts-expect-error unknown type of event
void aisle.track({ type: 'stare' });

export const script: string = firstPaintStyle;
// The script tag's global and the slot's element.
export const queued: Promise<unknown> | undefined = window.aisle?.track({
  type: 'view_item',
  items: [{ item_id: 'a' }],
});
export const intentOfTag: Promise<Intent> | undefined = window.aisle?.intent?.();
export const status = (aisle: AisleGlobal) => aisle.status?.().storedEvents;
// @ts-expect-error `status` is missing until the tag has loaded
window.aisle?.status();
export const slot: HTMLElement | null = document.querySelector('aisle-slot');
slot?.addEventListener('aisle-filled', (event: Event) => event.target);
// @ts-expect-error a list without item_id needs itemId
void aisle.rerank([{ sku: 1 }]);
