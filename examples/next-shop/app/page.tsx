import { NextPurchases } from '../components/NextPurchases';
import { PICKS } from '../components/products';
import { Shelf } from '../components/Shelf';

export default function Home() {
  return (
    <>
      <h1>From across the shop</h1>
      <Shelf listId="home-picks" products={PICKS} />
      <NextPurchases />
    </>
  );
}
