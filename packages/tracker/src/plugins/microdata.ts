import type { MarkupNode } from './productMarkup.js';

/** More items and properties of a page are not read. */
const MAX_ELEMENTS = 3_000;

/**
 * Reads the page's microdata (https://html.spec.whatwg.org/multipage/microdata.html) in one pass.
 *
 * @returns the items that are not a property of another item, in the form of JSON-LD
 */
export function readMicrodata(document: Document): MarkupNode[] {
  const query = (selector: string) => [...document.querySelectorAll(selector)].slice(0, MAX_ELEMENTS);
  const words = (element: Element, attribute: string) => element.getAttribute(attribute)?.split(/\s+/) ?? [];
  const items = new Map<Element | null | undefined, Record<string, unknown>>();
  /** The item that includes the properties in an element with this id. */
  const references = new Map<string, Record<string, unknown>>();
  for (const element of query('[itemscope]')) {
    // Without a prototype, so that `__proto__` is a property like others.
    const item: Record<string, unknown> = Object.create(null);
    item['@type'] = words(element, 'itemtype');
    item['@id'] = element.getAttribute('itemid') ?? undefined;
    items.set(element, item);
    for (const id of words(element, 'itemref')) references.set(id, item);
  }
  const topLevel = new Set(items.values());
  for (const element of query('[itemprop]')) {
    const scope = element.parentElement?.closest('[itemscope]');
    let item = items.get(scope);
    if (references.size > 0)
      for (let node: Element | null = element; node && node !== scope; node = node.parentElement)
        item = references.get(node.id) ?? item;
    const nested = items.get(element);
    if (!item || item === nested) continue;
    if (nested) topLevel.delete(nested);
    // Texts are read on demand, because elements around others repeat their texts.
    for (const name of words(element, 'itemprop'))
      ((item[name] ??= []) as unknown[]).push(nested ?? (() => readProperty(element)));
  }
  return [...topLevel];
}

const readProperty = (element: Element) =>
  element.getAttribute('content') ??
  element.getAttribute('value') ??
  (element.textContent?.trim() || element.getAttribute('href'));
