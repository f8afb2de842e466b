import type { Aisle } from '@aisle/sdk';
import { expectTypeOf, test } from 'vitest';
import { useBoughtWith, useRelated, useRerank } from './index.js';

interface Product {
  readonly sku: number;
}

declare const aisle: Aisle;
declare const products: readonly Product[];

// The functions are compiled, not called: a call without its error is an error of `@ts-expect-error`.
test('lists without item_id need itemId at compile time', () => {
  const calls = [
    // @ts-expect-error Product has no item_id.
    () => useRerank(products),
    // @ts-expect-error Product has no item_id.
    () => useRerank(products, { listId: 'shelf' }),
    // @ts-expect-error Product has no item_id.
    () => aisle.rerank(products),
    // @ts-expect-error Product has no item_id.
    () => aisle.rerankNow(products, { listId: 'shelf' }),
    // @ts-expect-error An item_id that may be missing is none.
    () => useRerank([] as { item_id?: string }[]),
    () => useRerank(products, { itemId: ({ sku }) => sku }),
    () => useRerank(undefined as readonly Product[] | undefined, { itemId: ({ sku }) => `${sku}` }),
    () => useRerank(undefined as { item_id: string }[] | undefined),
    () => useRerank(['a', 'b'], null),
    () => aisle.rerank(products, { itemId: ({ sku }) => sku }),
    () => aisle.predict({ exclude: 'item-1', candidates: [{ item_id: 'a' }, 'b', 3] }),
    // @ts-expect-error Product has no item_id.
    () => aisle.related(products[0]!),
    // @ts-expect-error Product has no item_id.
    () => useBoughtWith(products),
    // @ts-expect-error Features need a weight.
    () => aisle.rerank(['a'], { features: [{ name: 'stock', value: () => 1 }] }),
    // @ts-expect-error A row has no such kind.
    () => aisle.predict({ kind: 'related' }),
    () => aisle.related(3, { k: 4 }),
    () => aisle.boughtWith(new Set(['a'])),
    () => aisle.trending({ category: 'Tents' }),
    () => useRelated({ item_id: 7 }),
    () => aisle.rerank(products, { itemId: ({ sku }) => sku, boost: ({ sku }) => sku, orderWeight: 1 }),
  ];
  expectTypeOf(calls).toBeArray();
  expectTypeOf<ReturnType<typeof useRerank<{ item_id: string; price: number }>>['items'][number]>().toEqualTypeOf<{
    item_id: string;
    price: number;
  }>();
});
