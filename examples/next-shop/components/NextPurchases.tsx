'use client';

import { usePredict } from '@aisle/react';
import Link from 'next/link';
import { Card } from './Card';
import { productById } from './products';

export function NextPurchases() {
  const { items } = usePredict({ k: 5 });
  return (
    <section className="next">
      <h2>Perhaps next</h2>
      <ul className="grid">
        {items.map(({ item_id }) => (
          <li key={item_id}>
            <Link href={`/product/${item_id}`} prefetch={false}>
              <Card product={productById(item_id)!} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
