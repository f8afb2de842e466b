import { AisleProvider, usePredict, useRelated, useRerank, useTrack } from '@aisle/react';
import { StrictMode, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { Consent } from './Consent';
import { CATEGORIES, othersLike, PICKS, type Product, productById, productsOf } from './products';
import { Link, usePath } from './router';

declare const __AUTOMATION__: string;
/** With `AISLE_AUTOMATION=record` at build time, automated visits are recorded. The example's test needs this. */
const automation = __AUTOMATION__ === 'record' ? 'record' : 'ignore';
const options = {
  manifestUrl: '/models/shop/manifest.json',
  worker: '/aisle/aisle-worker.js',
  beforeConsent: 'buffer',
  automation,
} as const;

function Shelf({ listId, products }: { listId: string; products: readonly Product[] }) {
  const { items, listProps } = useRerank(products, { listId });
  const track = useTrack();
  return (
    <ul className="grid" {...listProps}>
      {items.map((product, index) => (
        <li key={product.item_id} data-aisle-item={product.item_id}>
          <Link
            href={`/product/${product.item_id}`}
            onClickCapture={() =>
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

function Card({ product }: { product: Product }) {
  return (
    <>
      <img src={product.image} alt="" width="400" height="400" loading="lazy" />
      <span className="name">{product.item_name}</span>
      {product.price.toFixed(2)} €
    </>
  );
}

function Row({ heading, items }: { heading: string; items: readonly { item_id: string }[] }) {
  return (
    <section className="next">
      <h2>{heading}</h2>
      <ul className="grid">
        {items.map(({ item_id }) => (
          <li key={item_id}>
            <Link href={`/product/${item_id}`}>
              <Card product={productById(item_id)!} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

const NextPurchases = () => <Row heading="Perhaps next" items={usePredict({ k: 5 }).items} />;

function Related({ product }: { product: Product }) {
  return <Row heading="Similar products" items={useRelated(product, { k: 5 }).items} />;
}

function ProductPage({ product }: { product: Product }) {
  const track = useTrack();
  const { item_id, item_brand, item_category, price } = product;
  useEffect(() => {
    void track({ type: 'view_item', items: [{ item_id, item_brand, item_category, price }] });
  }, [track, item_id, item_brand, item_category, price]);
  return (
    <>
      <article className="product">
        <img src={product.image} alt="" width="400" height="400" />
        <div>
          <h1>{product.item_name}</h1>
          <p>{price.toFixed(2)} €</p>
          <button
            type="button"
            onClick={() => void track({ type: 'add_to_cart', items: [{ item_id, price, quantity: 1 }] })}
          >
            Add to cart
          </button>
        </div>
      </article>
      <h2>You may also like</h2>
      <Shelf listId="also-liked" products={othersLike(product)} />
      <Related product={product} />
    </>
  );
}

function Page() {
  const [kind, id = ''] = usePath();
  const product = kind === 'product' ? productById(id) : undefined;
  if (product) return <ProductPage key={id} product={product} />;
  if (kind === 'category')
    return (
      <>
        <h1>{id}</h1>
        <Shelf key={id} listId={`category-${id}`} products={productsOf(id)} />
      </>
    );
  return (
    <>
      <h1>From across the shop</h1>
      <Shelf listId="home-picks" products={PICKS} />
      <NextPurchases />
    </>
  );
}

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <AisleProvider options={options}>
      <Consent />
      <nav>
        <Link href="/">Home</Link>
        {CATEGORIES.map((category) => (
          <Link key={category} href={`/category/${category}`}>
            {category}
          </Link>
        ))}
      </nav>
      <main>
        <Page />
      </main>
    </AisleProvider>
  </StrictMode>,
);
