'use client';

import { useTrack } from '@aisle/react';
import { useEffect } from 'react';
import type { Product } from './products';

/** Tracks the view of the product, and adds it to the cart. */
export function ProductActions({ product: { item_id, item_brand, item_category, price } }: { product: Product }) {
  const track = useTrack();
  useEffect(() => {
    void track({ type: 'view_item', items: [{ item_id, item_brand, item_category, price }] });
  }, [track, item_id, item_brand, item_category, price]);
  return (
    <button type="button" onClick={() => void track({ type: 'add_to_cart', items: [{ item_id, price, quantity: 1 }] })}>
      Add to cart
    </button>
  );
}
