import type { Product } from './products';

export function Card({ product }: { product: Product }) {
  return (
    <>
      <img src={product.image} alt="" width="400" height="400" loading="lazy" />
      <span className="name">{product.item_name}</span>
      {product.price.toFixed(2)} €
    </>
  );
}
