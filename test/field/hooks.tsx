import { AisleProvider, useAisle, useRerank, useTrack } from '@aisle/react';
import { createAisle } from '@aisle/sdk';
import { type ReactElement, StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';

interface Product {
  readonly sku: string;
}

/** A list whose data arrives later, and one whose ids cannot be read. */
function Lists(): ReactElement {
  const [products, setProducts] = useState<readonly Product[]>();
  const loading = useRerank(products, { itemId: ({ sku }) => sku });
  const broken = useRerank([{ sku: 'item-1' }, { sku: 'item-2' }], {
    itemId: () => {
      throw new Error('no catalogue');
    },
  });
  return (
    <>
      <button onClick={() => setProducts(['item-1', 'item-2', 'item-3'].map((sku) => ({ sku })))}>Load</button>
      <p id="loading">{`${loading.items.map(({ sku }) => sku).join(' ')} ${loading.ranked || loading.reason}`}</p>
      <p id="broken">{`${broken.items.map(({ sku }) => sku).join(' ')} ${broken.reason}`}</p>
    </>
  );
}

/** Reports its view on mount, as a product's page does. */
function ProductPage({ id }: { readonly id: string }): ReactElement {
  const track = useTrack();
  useEffect(() => {
    void track({ type: 'view_item', items: [{ item_id: id }], timestampMs: Date.now() });
  }, [track, id]);
  return <h1>{id}</h1>;
}

function Shop(): ReactElement {
  const aisle = useAisle();
  const track = useTrack();
  const [id, setId] = useState('item-1');
  useEffect(() => {
    Object.assign(window, { visitor: aisle });
  }, [aisle]);
  const twice = () => {
    for (let i = 0; i < 2; i++) void track({ type: 'add_to_cart', items: [{ item_id: 'item-1' }] });
  };
  return (
    <>
      <button onClick={() => setId('item-2')}>Next product</button>
      <button onClick={twice}>Two into the cart</button>
      <ProductPage key={id} id={id} />
    </>
  );
}

const options = {
  manifestUrl: '/model/manifest.json',
  worker: '/aisle/aisle-worker.js',
  tier: 'light',
  automation: 'record',
} as const;

/** The instance is created here, so that StrictMode does not create another one. */
function externalInstance() {
  const aisle = createAisle(options);
  void aisle.setConsent('granted');
  return aisle;
}

/** Repeats the answer in an effect, as shops do. Before it, the child reports its view. */
function Consent(): null {
  const aisle = useAisle();
  useEffect(() => void aisle?.setConsent('granted'), [aisle]);
  return null;
}

const page: Record<string, () => ReactElement> = {
  lists: () => <Lists />,
  external: () => (
    <AisleProvider aisle={externalInstance()}>
      <Shop />
    </AisleProvider>
  ),
  owned: () => (
    <AisleProvider options={{ ...options, beforeConsent: 'buffer' }}>
      <Consent />
      <Shop />
    </AisleProvider>
  ),
};
createRoot(document.querySelector('#root')!).render(<StrictMode>{page[location.search.slice(1)]!()}</StrictMode>);
