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
