import { isRecord } from '@aisle/core';
import type { SourceEvent, SourceItem } from '../plugin.js';
import { lenientText } from './lenientEvent.js';
import { propertyName } from './propertyName.js';

/**
 * A node of JSON-LD, or an item of microdata in the same form, with the names of `propertyName`. A value may be a
 * function that reads it.
 */
export type MarkupNode = Readonly<Record<string, unknown>>;

/** The page's product, or why there is none. Empty without product markup. */
export interface ProductView {
  readonly event?: Extract<SourceEvent, { item_list_id?: string }>;
  /** Why nothing was read. */
  readonly note?: string;
  /** Whether the markup of a product is not usable. A list of products does not count as one. */
  readonly isProblem?: boolean;
}

/** More products, variants or values of a property are not read. */
const MAX_NODES = 200;
/** `Product` and its subtypes: https://schema.org/Product#subtypes. */
const PRODUCT_TYPE =
  /(?:^|[/:#])(?:(?:Some|Individual)?Products?(?:Group|Model)?|Vehicle|Car|Motor(?:cycle|izedBicycle)|Drug|DietarySupplement)$/i;
const ID_PREFIX = /^(?:sku|mpn|isbn|gtin\d*|ean|upc|id):/i;
/** Properties that lead to the page's product. Related products and lists are not followed. */
const PATHS = ['@graph', 'mainentity', 'itemoffered'];
/** Two nodes that share such a value describe the same product. */
const KEYS = ['sku', 'productid', 'mpn', 'gtin', 'gtin13', 'isbn', 'productgroupid', 'inproductgroupwithid'].concat([
  '@id',
  'url',
  'name',
]);
const GROUP_KEYS = ['productgroupid', 'inproductgroupwithid', 'hasvariant', 'isvariantof'];
/** Prices that are not the current one: https://schema.org/priceType. */
const OTHER_PRICE = /List|Strike|SRP|Regular/;

/**
 * Finds the page's product in its markup.
 *
 * @param idFields fields that may contain the shop's id, by preference
 * @param pageUrls addresses of the page, which decide between several products, by preference
 */
export function productView(
  found: readonly unknown[],
  idFields: readonly string[],
  pageUrls: readonly string[],
): ProductView {
  resolveReferences(found);
  const nodes: MarkupNode[] = [];
  /** Ids of nodes that the markup calls the page's main entity. */
  const mainIds = new Set<unknown>();
  const collect = (found: unknown, isMain: boolean, depth: number) => {
    for (const node of depth < 6 ? records(found) : []) {
      if (isMain) mainIds.add(node['@id'] ?? node);
      if (list(node['@type']).some((type) => PRODUCT_TYPE.test(String(type)))) nodes.push(node);
      else for (const path of PATHS) collect(node[path], isMain || path === 'mainentity', depth + 1);
    }
  };
  collect(found, false, 0);
  const products = productsOf(nodes.slice(0, MAX_NODES));
  const choose = (matches: (node: MarkupNode) => unknown) => only(products.filter(({ nodes }) => nodes.some(matches)));
  const product =
    only(products) ??
    choose((node) => node.mainentityofpage || mainIds.has(node['@id'] ?? node)) ??
    first(pageUrls, (url) => choose((node) => addressesOf(node).some((address) => isPage(address, url))));
  if (product) return viewOf(product.nodes, idFields);
  return products.length > 0 ? { note: `The markup names ${products.length} products.` } : {};
}

/** Replaces references within the markup, such as `offers: { '@id': '#offer' }`, by the nodes that have the ids. */
function resolveReferences(found: readonly unknown[]): void {
  const nodes = records(found).flatMap((node) => [node, ...records(node['@graph'])]);
  const isReference = (value: unknown) => isRecord(value) && value['@id'] && Object.keys(value).length === 1;
  const byId = new Map(nodes.map((node) => [node['@id'], node]));
  for (const node of nodes)
    for (const [name, value] of Object.entries(node))
      if (name !== '@graph' && list(value).some(isReference))
        (node as Record<string, unknown>)[name] = list(value).map((value) =>
          isReference(value) ? (byId.get((value as MarkupNode)['@id']) ?? value) : value,
        );
}

interface Product {
  readonly nodes: readonly MarkupNode[];
  readonly keys: ReadonlySet<string | undefined>;
}

/** The different products. Several nodes can describe the same one. */
function productsOf(nodes: readonly MarkupNode[]): Product[] {
  let products: Product[] = [];
  for (const node of nodes) {
    const related = [node, ...records(node.hasvariant), ...records(node.isvariantof)];
    let product: Product = {
      nodes: [node],
      keys: new Set(related.flatMap((node) => KEYS.map((key) => text(node[key], key)))),
    };
    const others = [];
    for (const known of products) {
      if (isSame(known, product))
        product = { nodes: [...known.nodes, ...product.nodes], keys: new Set([...known.keys, ...product.keys]) };
      else others.push(known);
    }
    products = [...others, product];
  }
  return products;
}

/** Whether both are the same product, or variants of one group. */
function isSame(a: Product, b: Product): boolean {
  const nodes = [...a.nodes, ...b.nodes];
  return (
    [...a.keys].some((key) => key !== undefined && b.keys.has(key)) &&
    (nodes.some((node) => GROUP_KEYS.some((key) => node[key])) || skusOf(nodes).length < 2)
  );
}

const skusOf = (nodes: readonly MarkupNode[]) => [...new Set(nodes.flatMap(({ sku }) => text(sku) ?? []))];

function viewOf(nodes: readonly MarkupNode[], idFields: readonly string[]): ProductView {
  const variants = nodes.flatMap(({ hasvariant }) => records(hasvariant));
  const outerOffers = [...nodes, ...variants].flatMap((node) => records(node.offers));
  const offers = [...outerOffers, ...outerOffers.flatMap(({ offers }) => records(offers))];
  // Beside several variants, the group's id.
  const groups = skusOf(nodes).length > 1 ? nodes.filter(({ productgroupid }) => productgroupid) : [];
  const item_id = first([groups, nodes, variants, offers], (nodes) =>
    first(idFields.map(propertyName), (field) => first(nodes, (node) => text(node[field], field))),
  );
  if (item_id === undefined)
    return { note: `The product has none of these ids: ${idFields.join(', ')}.`, isProblem: true };
  const offer = offers.find((offer) => readPrice(offer) !== undefined);
  const currency = offer && first([offer, ...offers], readCurrency)?.toUpperCase();
  const field = (name: string) => first(nodes, (node) => text(node[name]));
  const item = {
    item_id,
    item_name: field('name'),
    item_brand: field('brand'),
    item_category: field('category'),
    price: offer && readPrice(offer),
  };
  return {
    event: {
      type: 'view_item',
      // `parseEvent` omits undefined fields, and counts odd ones.
      items: [item as SourceItem],
      ...(currency && { currency }),
    },
  };
}

/** An offer's prices: its own, and those of its specifications that are for everybody and now. */
function pricesOf(offer: MarkupNode): MarkupNode[] {
  const specifications = records(offer.pricespecification).filter(
    ({ pricetype, validformembertier }) => !validformembertier && !OTHER_PRICE.test(`${text(pricetype)}`),
  );
  // A price with a reference quantity can be that of a kilogram.
  const isWhole = ({ referencequantity }: MarkupNode) => !referencequantity;
  return [offer, ...specifications.filter(isWhole), ...specifications];
}

const readPrice = (offer: MarkupNode) =>
  first(pricesOf(offer), ({ price, lowprice, minprice }) => priceOf(price) ?? priceOf(lowprice) ?? priceOf(minprice));

const readCurrency = (offer: MarkupNode) => first(pricesOf(offer), ({ pricecurrency }) => text(pricecurrency));

const priceOf = (found: unknown) =>
  first(list(found), (value) => (typeof value === 'number' ? value : plainText(read(value))));

/** The value of a property. Of an object, its value or name. */
const read = (value: unknown): unknown =>
  typeof value === 'function'
    ? value()
    : isRecord(value)
      ? (value['@value'] ?? text(value.name) ?? value.value)
      : value;

function plainText(found: unknown): string | undefined {
  const text = lenientText(found);
  return typeof text === 'string' && text ? text : undefined;
}

/** The first readable text of a property. */
const text = (found: unknown, name?: string): string | undefined =>
  first(list(found), (value) => {
    const text = plainText(read(value));
    // https://schema.org/productID names the kind of the id: sku:item-1.
    return name === 'productid' ? text?.replace(ID_PREFIX, '') : name === 'name' ? text?.toLowerCase() : text;
  });

const list = (found: unknown): unknown[] =>
  Array.isArray(found) ? found.slice(0, MAX_NODES).flat(2) : found === undefined ? [] : [found];

const records = (found: unknown): MarkupNode[] => list(found).filter(isRecord);

const only = <T>(found: readonly T[]): T | undefined => (found.length === 1 ? found[0] : undefined);

function first<T, R>(values: readonly T[], read: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const result = read(value);
    if (result !== undefined) return result;
  }
  return undefined;
}

function addressesOf(node: MarkupNode): (string | undefined)[] {
  const address = (found: unknown) => text(first(records(found), (value) => value['@id'] ?? value.url) ?? found);
  return [node.url, node['@id'], node.mainentityofpage, ...records(node.offers).map(({ url }) => url)].map(address);
}

/** Whether an address, which may be relative, is that of the page. Campaign parameters of the page do not count. */
function isPage(address: string | undefined, pageUrl: string): boolean {
  try {
    const [found, page] = [new URL(address!, pageUrl), new URL(pageUrl)];
    const path = ({ pathname }: URL) => pathname.replace(/\/$/, '');
    return address !== undefined && path(found) === path(page) && (!found.search || found.search === page.search);
  } catch {
    return false;
  }
}
