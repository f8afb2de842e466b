import Link from 'next/link';
import { Card } from './Card';
import { productById } from './products';

export function Row({ heading, items }: { heading: string; items: readonly { item_id: string }[] }) {
  return (
    <section className="next">
      <h2>{heading}</h2>
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
