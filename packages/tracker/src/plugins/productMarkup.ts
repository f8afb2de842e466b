import { isRecord } from '../dataLayer.js';
import type { SourceEvent, SourceItem } from '../plugin.js';
import { lenientText } from './lenientEvent.js';

/** A node of JSON-LD, or an item of microdata in the same form. A value may be a function that reads it. */
export type MarkupNode = Readonly<Record<string, unknown>>;

/** The page's product, or why there is none. Empty without product markup. */
export interface ProductView {
  readonly event?: Extract<SourceEvent, { item_list_id?: string }>;
  /** Why nothing was read. */
  readonly note?: string;
  /** Whether the markup of a product is not usable. A list of products is no problem. */
  readonly isProblem?: boolean;
}

/** More products, variants or values of a property are not read. */
const MAX_NODES = 200;
const PRODUCT_TYPE = /(?:^|[/:#])(?:Some|Individual)?Products?(?:Group|Model)?$/;
const ID_PREFIX = /^(?:sku|mpn|isbn|gtin\d*|ean|upc|id):/i;
/** Properties that lead to the page's product. Related products and lists are not followed. */
const PATHS = ['@graph', 'mainEntity', 'itemOffered'];
/** Two nodes that share such a value describe the same product. */
const KEYS = ['sku', 'productID', 'mpn', 'gtin', 'gtin13', 'isbn', 'productGroupID', 'inProductGroupWithID'].concat([
  '@id',
  'url',
  'name',
]);
const GROUP_KEYS = ['productGroupID', 'inProductGroupWithID', 'hasVariant', 'isVariantOf'];
/** Prices that are not the current one: https://schema.org/priceType. */
const OTHER_PRICE = /List|Strike|SRP|Regular/;

/**
 * Parses JSON-LD as shops write it: with trailing commas and semicolons, comments, CDATA marks, and line breaks inside
 * texts.
 *
 * @throws SyntaxError
 */
export function parseJsonLd(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const repaired = text.replace(
      /("(?:[^"\\]|\\.)*")|(?:\/\/ ?)?<!(?:\[CDATA\[|--)|(?:\]\]|--)>|\/\*.*?(?:\*\/|$)|\/\/[^\n]*|[,;](?=\s*(?:[}\]]|$))/gs,
      (_, literal?: string) => (literal ? repairText(literal) : ''),
    );
    return JSON.parse(repaired.trim());
  }
}

/** Replaces line breaks, and escapes that JSON does not have, such as \'. */
const repairText = (literal: string) =>
  literal.replace(
    /\\([^"\\/bfnrtu])|\\.|[^ -\uffff]/gs,
    (found, escaped?: string) => escaped ?? (found[1] ? found : ' '),
  );

/**
 * Finds the page's product in its markup.
 *
 * @param idFields fields that may contain the shop's id, by preference
 * @param pageUrl decides between several products
 */
export function productView(found: readonly unknown[], idFields: readonly string[], pageUrl: string): ProductView {
  const nodes: MarkupNode[] = [];
  /** Ids of nodes that the markup calls the page's main entity. */
  const mainIds = new Set<unknown>();
  const collect = (found: unknown, isMain: boolean, depth: number) => {
    for (const node of depth < 6 ? records(found) : []) {
      if (isMain) mainIds.add(node['@id'] ?? node);
      if (list(node['@type']).some((type) => PRODUCT_TYPE.test(`${lenientText(type)}`))) nodes.push(node);
      else for (const path of PATHS) collect(node[path], isMain || path === 'mainEntity', depth + 1);
    }
  };
  collect(found, false, 0);
  const products = productsOf(nodes.slice(0, MAX_NODES));
  const choose = (matches: (node: MarkupNode) => unknown) => only(products.filter(({ nodes }) => nodes.some(matches)));
  const product =
    only(products) ??
    choose((node) => node.mainEntityOfPage || mainIds.has(node['@id'] ?? node)) ??
    choose((node) => isPage(text(node.url), pageUrl) || isPage(text(node['@id']), pageUrl));
  if (product) return viewOf(product.nodes, idFields);
  return products.length > 0 ? { note: `The markup names ${products.length} products.` } : {};
}

interface Product {
  readonly nodes: readonly MarkupNode[];
  readonly keys: ReadonlySet<string | undefined>;
}

/** The different products. Several nodes can describe the same one. */
function productsOf(nodes: readonly MarkupNode[]): Product[] {
  let products: Product[] = [];
  for (const node of nodes) {
    const related = [node, ...records(node.hasVariant), ...records(node.isVariantOf)];
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
  const variants = nodes.flatMap(({ hasVariant }) => records(hasVariant));
  const offers = [...nodes, ...variants].flatMap((node) => records(node.offers));
  // Beside several variants, the group's id.
  const groups = skusOf(nodes).length > 1 ? nodes.filter(({ productGroupID }) => productGroupID) : [];
  const item_id = first([groups, nodes, variants, offers], (nodes) =>
    first(idFields, (field) => first(nodes, (node) => text(node[field], field))),
  );
  if (item_id === undefined)
    return { note: `The product has none of these ids: ${idFields.join(', ')}.`, isProblem: true };
  const offer = first([...offers, ...offers.flatMap(({ offers }) => records(offers))], readOffer);
  const currency = offer?.currency?.toUpperCase() ?? '';
  const field = (name: string) => first(nodes, (node) => text(node[name]));
  const item = {
    item_id,
    item_name: field('name'),
    item_brand: field('brand'),
    item_category: field('category'),
    price: offer?.price,
  };
  return {
    event: {
      type: 'view_item',
      // parseEvent omits undefined fields.
      items: [item as SourceItem],
      ...(/^[A-Z]{3}$/.test(currency) && { currency }),
    },
  };
}

function readOffer(offer: MarkupNode): { price: number | string; currency: string | undefined } | undefined {
  const current = records(offer.priceSpecification).filter(({ priceType }) => !OTHER_PRICE.test(`${text(priceType)}`));
  return first([offer, ...current], (node) => {
    const price = priceOf(node.price) ?? priceOf(node.lowPrice) ?? priceOf(node.minPrice);
    return price === undefined ? undefined : { price, currency: text(node.priceCurrency) ?? text(offer.priceCurrency) };
  });
}

const priceOf = (found: unknown) =>
  first(list(found), (value) => (typeof value === 'number' ? value : lenientText(read(value))));

/** The value of a property. Of an object, its value or name. */
const read = (value: unknown): unknown =>
  typeof value === 'function' ? value() : isRecord(value) ? (value['@value'] ?? text(value.name)) : value;

/** The first readable text of a property. */
const text = (found: unknown, name?: string): string | undefined =>
  first(list(found), (value) => {
    const text = lenientText(read(value));
    // https://schema.org/productID names the kind of the id: sku:item-1.
    return name === 'productID' ? text?.replace(ID_PREFIX, '') : name === 'name' ? text?.toLowerCase() : text;
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

/** Whether an address, which may be relative, is that of the page. Campaign parameters of the page do not count. */
function isPage(address: string | undefined, pageUrl: string): boolean {
  try {
    const [found, page] = [new URL(address!, pageUrl), new URL(pageUrl)];
    return address !== undefined && found.pathname === page.pathname && (!found.search || found.search === page.search);
  } catch {
    return false;
  }
}
