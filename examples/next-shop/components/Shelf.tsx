'use client';

import { useRerank, useTrack } from '@aisle/react';
import Link from 'next/link';
import { Card } from './Card';
import type { Product } from './products';

export function Shelf({ listId, products }: { listId: string; products: readonly Product[] }) {
  const { items, listProps } = useRerank(products, { listId });
  const track = useTrack();
  return (
    <ul className="grid" {...listProps}>
      {items.map((product, index) => (
        <li key={product.item_id} data-aisle-item={product.item_id}>
          <Link
            href={`/product/${product.item_id}`}
            prefetch={false}
            onClick={() =>
              void track({ type: 'select_item', item_list_id: listId, items: [{ item_id: product.item_id, index }] })
            }
          >
            <Card product={product} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
