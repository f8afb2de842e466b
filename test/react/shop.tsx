import { AisleProvider, useAisle, useAisleStatus, useRerank, useTrack, type AisleProviderProps } from '@aisle/react';
import { useEffect, useState, type ReactElement } from 'react';
import type { ListCommit } from './page.js';

const ITEMS_PER_PAGE = 12;

/** A shop of one list: `item-1` to `item-12`, then the next twelve. */
export function Shop(provider: AisleProviderProps): ReactElement {
  return (
    <AisleProvider {...provider}>
      <Visit />
      <List />
    </AisleProvider>
  );
}

function Visit(): ReactElement {
  const aisle = useAisle();
  const status = useAisleStatus();
  const track = useTrack();
  useEffect(() => {
    window.visit = { aisle, track };
  });
  return (
    <header>
      <button disabled={!aisle} onClick={() => void aisle?.setConsent('granted')}>
        Agree
      </button>
      <button onClick={() => void track({ type: 'view_item', items: [{ item_id: 'item-3' }] })}>View item-3</button>
      <output>{status ? `${status.consent}, ${status.storedEvents} stored` : 'no status'}</output>
    </header>
  );
}

function List(): ReactElement {
  const [page, setPage] = useState(0);
  const [count, setCount] = useState(ITEMS_PER_PAGE);
  const [price, setPrice] = useState(10);
  const first = page * ITEMS_PER_PAGE + 1;
  // Written inline: a new array of new objects in every render. The deadline leaves the worker time to start.
  const { items, ranked, reason, release, tier } = useRerank(
    Array.from({ length: count }, (_, i) => ({ item_id: `item-${first + i}`, price })),
    { deadlineMs: 30_000 },
  );
  useEffect(() => {
    const commit: ListCommit = { items: items.map(({ item_id }) => item_id), ranked, reason, release, tier };
    (window.commits ??= []).push(commit);
  });
  return (
    <main>
      <button onClick={() => setPage(page + 1)}>Next items</button>
      <button onClick={() => setCount(count - 1)}>One item less</button>
      <button onClick={() => setPrice(price + 1)}>Dearer</button>
      <ol data-ranked={ranked} data-reason={reason}>
        {items.map((item) => (
          <li key={item.item_id}>
            {item.item_id} {item.price}
          </li>
        ))}
      </ol>
    </main>
  );
}
