import { productsOf } from '../../../components/products';
import { Shelf } from '../../../components/Shelf';

/** Rendered by the server for every request. */
export const dynamic = 'force-dynamic';

export default async function Category({ params }: { params: Promise<{ slug: string }> }) {
  const category = decodeURIComponent((await params).slug);
  return (
    <>
      <h1>{category}</h1>
      <Shelf listId={`category-${category}`} products={productsOf(category)} />
    </>
  );
}
