import { type EventInput, isRecord, MAX_ITEMS_PER_EVENT, parseEvent } from '@aisle/core';
import type { Plugin, SourceEvent } from '../plugin.js';
import { readPrices } from '../readPrices.js';
import { lenientEvent, lenientText } from './lenientEvent.js';

/** Returns the id of a ProductVariant that the shop's release uses. */
type VariantId = (variant: Readonly<Record<string, unknown>>) => unknown;

const productId: VariantId = ({ product }) => (isRecord(product) ? product.id : undefined);

/**
 * Converts a standard event of Shopify's web pixels (https://shopify.dev/docs/api/web-pixels-api/standard-events).
 *
 * Pixels run in a sandbox. If the shop's theme forwards their events to the page, pass them to
 * `aisle.track(shopifyEvent(event))`.
 *
 * @param idOf default: the product's id
 * @returns undefined for events that Aisle does not know
 */
export function shopifyEvent(event: unknown, idOf: VariantId = productId): EventInput | undefined {
  try {
    const read = readShopifyEvent(event, idOf);
    if (!read) return undefined;
    // Drops odd fields, which `track` would refuse.
    const { timestampMs, schemaVersion, ...valid } = parseEvent(readPrices(read), 0, { onDropped: () => {} });
    return valid;
  } catch {
    // It has no readable item, or it throws while it is read.
    return undefined;
  }
}

function readShopifyEvent(event: unknown, idOf: VariantId): SourceEvent | undefined {
  if (!isRecord(event) || !isRecord(event.data)) return undefined;
  const { productVariant, collection, cartLine, cart, checkout, searchResult } = event.data as Readonly<
    Record<string, Readonly<Record<string, unknown>> | undefined>
  >;
  const item = (variant: unknown, more: object = {}) => {
    if (!isRecord(variant)) return undefined;
    const { product, price } = variant;
    const { title, vendor, type } = isRecord(product) ? product : {};
    return {
      item_id: idOf(variant),
      item_name: title,
      item_brand: vendor,
      item_category: type,
      ...(isRecord(price) && { price: price.amount, currency: price.currencyCode }),
      ...more,
    };
  };
  const line = (found: unknown) =>
    isRecord(found) ? item(found.merchandise ?? found.variant, { quantity: found.quantity }) : undefined;
  const lines = (found: unknown) => (Array.isArray(found) ? found.slice(0, MAX_ITEMS_PER_EVENT).map(line) : []);
  switch (event.name) {
    case 'product_viewed':
      return lenientEvent('view_item', [item(productVariant)]);
    case 'collection_viewed': {
      const variants = Array.isArray(collection?.productVariants)
        ? (collection.productVariants as unknown[]).slice(0, MAX_ITEMS_PER_EVENT)
        : [];
      return lenientEvent(
        'view_item_list',
        variants.map((variant, index) => item(variant, { index })),
        { item_list_id: collection?.id },
      );
    }
    case 'product_added_to_cart':
      return lenientEvent('add_to_cart', [line(cartLine)]);
    case 'product_removed_from_cart':
      return lenientEvent('remove_from_cart', [line(cartLine)]);
    case 'cart_viewed':
      return lenientEvent('view_cart', lines(cart?.lines));
    case 'checkout_started':
      return lenientEvent('begin_checkout', lines(checkout?.lineItems));
    case 'checkout_shipping_info_submitted':
      return lenientEvent('add_shipping_info', lines(checkout?.lineItems));
    case 'payment_info_submitted':
      return lenientEvent('add_payment_info', lines(checkout?.lineItems));
    case 'checkout_completed':
      return lenientEvent('purchase', lines(checkout?.lineItems), {
        transaction_id: isRecord(checkout?.order) ? checkout.order.id : undefined,
      });
    case 'search_submitted': {
      return { type: 'search', search_term: lenientText(searchResult?.query) as string };
    }
    default:
      return undefined;
  }
}

interface Shopify {
  readonly customerPrivacy?: {
    preferencesProcessingAllowed?(): boolean;
    /** 'yes', 'no', or '' without an answer. */
    currentVisitorConsent?(): { readonly preferences?: string };
  };
  loadFeatures?(features: readonly { readonly name: string; readonly version: string }[], done: () => void): void;
}

/**
 * A consent input: reads whether Shopify's Customer Privacy API allows preferences
 * (https://shopify.dev/docs/api/customer-privacy). Reads it again when the shopper answers the banner.
 */
export function shopifyPrivacy(): Plugin {
  return {
    name: 'shopify-privacy',
    start({ setConsent }) {
      const shopify = () => (globalThis as { Shopify?: Shopify }).Shopify;
      const readConsent = (event?: unknown) => {
        try {
          const api = shopify()?.customerPrivacy;
          const allowed = api?.preferencesProcessingAllowed?.();
          // Shopify sends an event for every answer. Without one, only an explicit answer is a denial.
          const answer = api?.currentVisitorConsent?.().preferences ?? ((event as Event | undefined)?.type ? 'no' : '');
          if (typeof allowed !== 'boolean') setConsent('unset', 'Shopify.customerPrivacy has not loaded');
          // Before an answer, the API allows nothing. That is not a denial.
          else if (!allowed && answer === '') setConsent('unset', 'the visitor has not answered yet');
          else setConsent(allowed ? 'granted' : 'denied', `preferencesProcessingAllowed() is ${allowed}`);
        } catch {
          setConsent('unset', 'Shopify.customerPrivacy threw');
        }
      };
      readConsent();
      document.addEventListener('visitorConsentCollected', readConsent);
      if (!shopify()?.customerPrivacy)
        shopify()?.loadFeatures?.([{ name: 'consent-tracking-api', version: '0.1' }], readConsent);
      return () => document.removeEventListener('visitorConsentCollected', readConsent);
    },
  };
}
