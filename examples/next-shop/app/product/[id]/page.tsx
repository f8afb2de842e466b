import { notFound } from 'next/navigation';
import { ProductActions } from '../../../components/ProductActions';
import { othersLike, productById } from '../../../components/products';
import { Related } from '../../../components/Related';
import { Shelf } from '../../../components/Shelf';

export default async function ProductPage({ params }: { params: Promise<{ id: string }> }) {
  const product = productById((await params).id);
  if (!product) notFound();
  return (
    <>
      <article className="product">
        <img src={product.image} alt="" width="400" height="400" />
        <div>
          <h1>{product.item_name}</h1>
          <p>{product.price.toFixed(2)} €</p>
          <ProductActions product={product} />
        </div>
      </article>
      <h2>You may also like</h2>
      <Shelf listId="also-liked" products={othersLike(product)} />
      <Related itemId={product.item_id} />
    </>
  );
}
