import { AisleProvider, useRerank, useTrack } from '@aisle/react';
import { createFakeAisle } from '@aisle/sdk/testing';
import type { ReactElement } from 'react';

function Shelf({ ids }: { readonly ids: readonly string[] }): ReactElement {
  const { items, ranked } = useRerank(ids);
  const track = useTrack();
  return (
    <ul data-ranked={ranked}>
      {items.map((id) => (
        <li key={id} onClick={() => void track({ type: 'view_item', items: [{ item_id: id }] })}>
          {id}
        </li>
      ))}
    </ul>
  );
}

// @ts-expect-error needs an instance or options; fails if the types are missing
export const wrong = <AisleProvider />;

export const page = (
  <AisleProvider aisle={createFakeAisle({ order: ['b'] })}>
    <Shelf ids={['a', 'b']} />
  </AisleProvider>
);

export const slot = (
  <aisle-slot catalogue="/catalogue.json" k={4} data-aisle-list="next" repeat-purchases>
    <template />
  </aisle-slot>
);
// @ts-expect-error needs the URL of the catalogue file
export const slotWithoutCatalogue = <aisle-slot />;

export function Products({ products }: { readonly products: readonly { readonly sku: number }[] | undefined }) {
  // @ts-expect-error a list without item_id needs itemId
  useRerank(products);
  return useRerank(products, { itemId: ({ sku }) => sku }).items.length;
}
