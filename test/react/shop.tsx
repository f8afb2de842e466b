import {
  AisleProvider,
  type AisleProviderProps,
  type UseRerankResult,
  useAisle,
  useAisleStatus,
  useConsent,
  useRerank,
  useTrack,
} from '@aisle/react';
import { type ReactElement, Suspense, useEffect, useState } from 'react';

const ITEMS_PER_PAGE = 12;

/** The content of one commit of the list. */
export type ListCommit = Omit<UseRerankResult<unknown>, 'items' | 'listProps'> & { readonly items: readonly string[] };

export interface ShopProps {
  readonly provider: AisleProviderProps;
  /** Grants consent on mount, as a shop repeats it on every page. */
  readonly granted?: boolean;
  readonly suspense?: boolean;
  /** Tracks the list on mount: once before consent, as the first use of the instance, and once when the list's result is known. */
  readonly trackOnMount?: boolean;
}

/** A shop with one list: `item-1` to `item-12`, then the next twelve items. */
export function Shop({ provider, granted = false, suspense = false, trackOnMount = false }: ShopProps): ReactElement {
  return (
    <AisleProvider {...provider}>
      {trackOnMount && <TrackOnMount />}
      <Visit granted={granted} />
      <Suspense fallback={<p>Waiting</p>}>
        <List suspense={suspense} />
      </Suspense>
      {trackOnMount && <TrackOnMount />}
    </AisleProvider>
  );
}

function Visit({ granted }: { granted: boolean }): ReactElement {
  const aisle = useAisle();
  const status = useAisleStatus();
  const track = useTrack();
  const { grant } = useConsent();
  useEffect(() => {
    window.visit = { aisle, track };
  });
  useEffect(() => {
    if (granted) void grant();
  }, [granted, grant]);
  return (
    <header style={{ height: '3em', overflow: 'hidden' }}>
      <button disabled={!aisle} onClick={() => void grant()}>
        Agree
      </button>
      <button onClick={() => void track({ type: 'view_item', items: [{ item_id: 'item-3' }] })}>View item-3</button>
      <output>{status ? `${status.consent}, ${status.storedEvents} stored` : 'no status'}</output>
    </header>
  );
}

function TrackOnMount(): null {
  const track = useTrack();
  useEffect(() => {
    (window.mountResults ??= []).push(
      track({ type: 'view_item_list', item_list_id: 'shelf', items: [{ item_id: 'item-1' }] }),
    );
  }, [track]);
  return null;
}

function List({ suspense }: { suspense: boolean }): ReactElement {
  const [page, setPage] = useState(0);
  const [count, setCount] = useState(ITEMS_PER_PAGE);
  const [price, setPrice] = useState(10);
  const first = page * ITEMS_PER_PAGE + 1;
  // Written inline, this is a new array of new objects in every render. The deadline gives the worker time to start.
  const { items, ranked, reason, release, tier, listProps } = useRerank(
    Array.from({ length: count }, (_, i) => ({ item_id: `item-${first + i}`, price })),
    { listId: 'shelf', suspense, deadlineMs: 30_000 },
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
      <ol {...listProps} data-reason={reason}>
        {items.map((item) => (
          <li key={item.item_id} data-aisle-item={item.item_id}>
            {item.item_id} {item.price}
          </li>
        ))}
      </ol>
    </main>
  );
}
