import type { EventInput } from '@aisle/core';
import { isRecord } from '../dataLayer.js';
import type { Plugin } from '../plugin.js';
import { lenientEvent, lenientText } from './lenientEvent.js';

/** Picks the id that the shop's release uses out of a ProductVariant. */
type VariantId = (variant: Readonly<Record<string, unknown>>) => unknown;

const productId: VariantId = ({ product }) => (isRecord(product) ? product.id : undefined);

/**
 * A standard event of Shopify's web pixels as one of Aisle's. Pixels run in a sandbox of their own: where the shop's
 * theme can hand their events to the page, `aisle.track(shopifyEvent(event))` takes them.
 *
 * @param idOf default: the product's id
 * @returns undefined for events that Aisle does not know
 */
export function shopifyEvent(event: unknown, idOf: VariantId = productId): EventInput | undefined {
  try {
    return readShopifyEvent(event, idOf);
  } catch {
    // What throws when it is read is no event either.
    return undefined;
  }
}

function readShopifyEvent(event: unknown, idOf: VariantId): EventInput | undefined {
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
  const lines = (found: unknown) => (Array.isArray(found) ? found.map(line) : []);
  switch (event.name) {
    case 'product_viewed':
      return lenientEvent('view_item', [item(productVariant)]);
    case 'collection_viewed': {
      const variants = Array.isArray(collection?.productVariants) ? (collection.productVariants as unknown[]) : [];
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
    case 'checkout_completed':
      return lenientEvent('purchase', lines(checkout?.lineItems), {
        transaction_id: isRecord(checkout?.order) ? checkout.order.id : undefined,
      });
    case 'search_submitted': {
      const search_term = lenientText(searchResult?.query);
      return search_term === undefined ? undefined : { type: 'search', search_term };
    }
    default:
      return undefined;
  }
}

interface Shopify {
  readonly customerPrivacy?: {
    preferencesProcessingAllowed?(): boolean;
    /** 'yes', 'no', or '' where nobody has been asked. */
    currentVisitorConsent?(): { readonly preferences?: string };
  };
  loadFeatures?(features: readonly { readonly name: string; readonly version: string }[], done: () => void): void;
}

/** Asks Shopify's Customer Privacy API whether preferences may be processed, and again when the visitor answers its banner. */
export function shopifyPrivacy(): Plugin {
  return {
    name: 'shopify-privacy',
    start({ setConsent }) {
      const shopify = () => (globalThis as { Shopify?: Shopify }).Shopify;
      const readConsent = () => {
        try {
          const api = shopify()?.customerPrivacy;
          const allowed = api?.preferencesProcessingAllowed?.();
          if (typeof allowed !== 'boolean') setConsent('unset', 'Shopify.customerPrivacy has not loaded');
          // Before an answer, where one is needed, nothing is allowed: that is no no.
          else if (!allowed && api?.currentVisitorConsent?.().preferences === '')
            setConsent('unset', 'the visitor has not answered yet');
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
