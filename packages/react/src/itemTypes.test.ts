import type { Aisle } from '@aisle/sdk';
import { expectTypeOf, test } from 'vitest';
import { useRerank } from './index.js';

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
  ];
  expectTypeOf(calls).toBeArray();
  expectTypeOf<ReturnType<typeof useRerank<{ item_id: string; price: number }>>['items'][number]>().toEqualTypeOf<{
    item_id: string;
    price: number;
  }>();
});
