import { isRecord } from '../dataLayer.js';
import type { Plugin } from '../plugin.js';
import { lenientEvent, lenientText } from './lenientEvent.js';

/**
 * Tracks a `view_item` from a product page's structured data, in JSON-LD or microdata (https://schema.org/Product).
 * Ignores pages with several products, because it is unknown which of them was viewed.
 *
 * @param options.id fields that may contain the shop's id, by preference. Default: sku, productID, mpn.
 */
export function structuredData({ id = ['sku', 'productID', 'mpn'] }: { readonly id?: readonly string[] } = {}): Plugin {
  return {
    name: 'structured-data',
    start({ track }) {
      const read = () => {
        const event = productView(document, id);
        if (event) track(event);
      };
      if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', read, { once: true });
      else read();
      // A page that returns from the back/forward cache is viewed again.
      const onShow = ({ persisted }: PageTransitionEvent) => persisted && read();
      addEventListener('pageshow', onShow);
      return () => {
        document.removeEventListener('DOMContentLoaded', read);
        removeEventListener('pageshow', onShow);
      };
    },
  };
}

function productView(document: Document, idFields: readonly string[]) {
  const products = new Map<string, Record<string, unknown>>();
  for (const product of [...jsonLdProducts(document), ...microdataProducts(document)]) {
    const item_id = idFields.map((field) => lenientText(product[field])).find((found) => found !== undefined);
    if (item_id !== undefined && !products.has(item_id)) products.set(item_id, product);
  }
  const [only, ...others] = products;
  if (!only || others.length > 0) return undefined;
  const [item_id, { name, brand, category, offers }] = only;
  const offer = Array.isArray(offers) ? (offers as unknown[])[0] : offers;
  return lenientEvent('view_item', [
    {
      item_id,
      item_name: name,
      item_brand: isRecord(brand) ? brand.name : brand,
      item_category: isRecord(category) ? category.name : category,
      ...(isRecord(offer) && { price: offer.price ?? offer.lowPrice, currency: offer.priceCurrency }),
    },
  ]);
}

const isProduct = (found: unknown): found is Record<string, unknown> =>
  isRecord(found) && [found['@type']].flat().includes('Product');

function jsonLdProducts(document: Document): Record<string, unknown>[] {
  return [...document.querySelectorAll('script[type="application/ld+json"]')].flatMap((script) => {
    try {
      const found: unknown = JSON.parse(script.textContent);
      const nodes = [found]
        .flat()
        .flatMap((node) => (isRecord(node) && Array.isArray(node['@graph']) ? (node['@graph'] as unknown[]) : [node]));
      return nodes.filter(isProduct);
    } catch {
      // Invalid JSON is common. Search engines ignore it too.
      return [];
    }
  });
}

function microdataProducts(document: Document): Record<string, unknown>[] {
  return [...document.querySelectorAll('[itemscope][itemtype$="schema.org/Product"]')].map((scope) =>
    propertiesOf(scope),
  );
}

/** The microdata properties of an item. The properties of an item inside it become a nested object. */
function propertiesOf(scope: Element): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  for (const element of scope.querySelectorAll('[itemprop]')) {
    if (element.parentElement?.closest('[itemscope]') !== scope) continue;
    const value = element.hasAttribute('itemscope')
      ? propertiesOf(element)
      : (element.getAttribute('content') ?? element.getAttribute('value') ?? element.textContent?.trim());
    for (const name of element.getAttribute('itemprop')!.split(/\s+/)) properties[name] ??= value;
  }
  return properties;
}
