import type { MarkupNode } from './productMarkup.js';
import { propertyName } from './propertyName.js';

/** More items and properties of a page are not read. */
const MAX_ELEMENTS = 3_000;
/** The attributes of an item, its types, its id and its properties, in microdata and in RDFa. */
const ATTRIBUTES = [
  ['itemscope', 'itemtype', 'itemid', 'itemprop'],
  ['typeof', 'typeof', 'resource', 'property'],
] as const;

/**
 * Reads the page's microdata (https://html.spec.whatwg.org/multipage/microdata.html) and RDFa Lite
 * (https://www.w3.org/TR/rdfa-lite/), each in one pass.
 *
 * @returns the items that are not a property of another item, in the form of JSON-LD
 */
export function readMicrodata(document: Document): MarkupNode[] {
  return ATTRIBUTES.flatMap((attributes) => readItems(document, attributes));
}

function readItems(document: Document, [scope, type, id, property]: (typeof ATTRIBUTES)[number]): MarkupNode[] {
  const query = (attribute: string) => [...document.querySelectorAll(`[${attribute}]`)].slice(0, MAX_ELEMENTS);
  const words = (element: Element, attribute: string) => element.getAttribute(attribute)?.split(/\s+/) ?? [];
  const items = new Map<Element | null | undefined, Record<string, unknown>>();
  /** The item that includes the properties in an element with this id. */
  const references = new Map<string, Record<string, unknown>>();
  for (const element of query(scope)) {
    // Without a prototype, so that `__proto__` is a property like others.
    const item: Record<string, unknown> = Object.create(null);
    item['@type'] = words(element, type);
    item['@id'] = element.getAttribute(id) ?? undefined;
    items.set(element, item);
    for (const id of words(element, 'itemref')) references.set(id, item);
  }
  const topLevel = new Set(items.values());
  for (const element of query(property)) {
    const around = element.parentElement?.closest(`[${scope}]`);
    let item = items.get(around);
    if (references.size > 0)
      for (let node: Element | null = element; node && node !== around; node = node.parentElement)
        item = references.get(node.id) ?? item;
    const nested = items.get(element);
    if (!item || item === nested) continue;
    if (nested) topLevel.delete(nested);
    // Texts are read on demand, because elements around others repeat their texts.
    for (const word of words(element, property)) {
      const name = propertyName(word);
      ((item[name] ??= []) as unknown[]).push(nested ?? (() => readProperty(element, name)));
    }
  }
  return [...topLevel];
}

function readProperty(element: Element, name: string): string | null {
  const address = element.getAttribute('href');
  return (
    element.getAttribute('content') ??
    element.getAttribute('value') ??
    // Only the link of an address is its value. Shops link brands and names too.
    ((name === 'url' && address) || element.textContent?.trim() || address)
  );
}
