import type { PlainError } from '@aisle/core';
import type { Plugin } from '../plugin.js';
import { parseJsonLd } from './jsonLd.js';
import { readMicrodata } from './microdata.js';
import { type ProductView, productView } from './productMarkup.js';

/** The shortest time between two readings of a page that changes. */
const REREAD_MS = 300;
/** Characters of the longest JSON-LD block that is read. */
const MAX_BLOCK_LENGTH = 500_000;

/**
 * Tracks a `view_item` from a product page's structured data, in JSON-LD or microdata (https://schema.org/Product). Reads
 * it again when the page changes, and tracks a view when it names another product.
 *
 * @param options.id fields that may contain the shop's id, by preference. Default: sku, productID, productGroupID, mpn.
 */
export function structuredData({
  id = ['sku', 'productID', 'productGroupID', 'mpn'],
}: {
  readonly id?: readonly string[];
} = {}): Plugin {
  return {
    name: 'structured-data',
    start({ track, note, report }) {
      /** The latest view, and the address that it was read at. */
      let viewed: { readonly item: string; readonly url: string } | undefined;
      let reported: string | undefined;
      let timer = 0;

      const read = () => {
        clearTimeout(timer);
        timer = 0;
        try {
          const { event, note: why, isProblem } = readPage(document, id);
          note(why);
          if (isProblem && why !== undefined && why !== reported) {
            reported = why;
            report({ code: 'markup-unusable', message: why, details: {} } satisfies PlainError);
          }
          const url = location.pathname + location.search;
          const item = event?.items[0]?.item_id;
          // On another page without the product, the latest view has ended.
          if (!item && viewed?.url !== url) viewed = undefined;
          if (!event || !item || viewed?.item === item) return;
          viewed = { item, url };
          track(event);
        } catch (cause) {
          report(cause);
        }
      };
      const changes = new MutationObserver(() => {
        timer ||= setTimeout(read, REREAD_MS);
      });
      const begin = () => {
        read();
        changes.observe(document, {
          subtree: true,
          childList: true,
          characterData: true,
          attributeFilter: ['content'],
        });
      };
      if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin, { once: true });
      else begin();
      // A page that returns from the back/forward cache is viewed again.
      const onShow = ({ persisted }: PageTransitionEvent) => {
        if (!persisted) return;
        viewed = undefined;
        read();
      };
      addEventListener('pageshow', onShow);
      return () => {
        clearTimeout(timer);
        changes.disconnect();
        document.removeEventListener('DOMContentLoaded', begin);
        removeEventListener('pageshow', onShow);
      };
    },
  };
}

function readPage(document: Document, id: readonly string[]): ProductView {
  const nodes: unknown[] = [];
  let problem: string | undefined;
  document.querySelectorAll('script[type*="ld+json" i]').forEach((script, index) => {
    const text = script.textContent.slice(0, MAX_BLOCK_LENGTH);
    try {
      nodes.push(parseJsonLd(text));
    } catch (cause) {
      // Broken blocks are common. Those of other things, such as breadcrumbs, do not matter.
      if (text.includes('Product')) problem ??= `JSON-LD block ${index + 1} is not usable: ${String(cause)}`;
    }
  });
  const canonical = document.querySelector<HTMLLinkElement>('link[rel=canonical]')?.href;
  // After a navigation without loading, the canonical address may be the earlier page's.
  const addresses = [location.href, ...(canonical ? [canonical] : [])];
  const view = productView([...nodes, ...readMicrodata(document)], id, addresses);
  return view.event || view.note || !problem ? view : { note: problem, isProblem: true };
}
