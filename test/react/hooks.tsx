import {
  AisleProvider,
  useAisle,
  useBoughtWith,
  useConsent,
  useDecision,
  useImpression,
  useIntent,
  usePredict,
  useRelated,
  useTrack,
  useTrending,
} from '@aisle/react';
import { type ReactElement, StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type {} from './page.js';

declare global {
  interface Window {
    /** The items of each commit of the row. */
    rows?: string[];
    /** How often the consent banner was committed. */
    bannerCommits?: number;
    /** How often the rows of the product were committed. */
    productCommits?: number;
  }
}

const refresh = location.search === '?refresh' ? { refresh: 'events' as const } : {};

function Consent(): ReactElement {
  const { consent, trace, grant, deny } = useConsent();
  useEffect(() => {
    window.bannerCommits = (window.bannerCommits ?? 0) + 1;
  });
  return (
    <header>
      <button onClick={() => void grant()}>Agree</button>
      <button onClick={() => void deny()}>Disagree</button>
      <output>{`${consent} ${trace.map(({ input, signal }) => `${input}:${signal}`).join()}`}</output>
    </header>
  );
}

function Row(): ReactElement {
  const { items, resultId, reason, tier } = usePredict({
    listId: 'next',
    k: 4,
    exclude: ['item-1', 'item-2'],
    filter: (id) => id !== 'item-4',
    deadlineMs: 30_000,
    ...refresh,
  });
  useEffect(() => {
    (window.rows ??= []).push(items.map(({ item_id }) => item_id).join());
  });
  return (
    <ol data-reason={reason} data-tier={tier} data-result={resultId}>
      {items.map(({ item_id }) => (
        <li key={item_id}>{item_id}</li>
      ))}
    </ol>
  );
}

/** The rows of a product page, as texts. Without an item, as while its data loads. */
function ProductRows(): ReactElement {
  const [item, setItem] = useState<string | undefined>('item-5');
  const options = { k: 3, deadlineMs: 30_000 };
  const rows = {
    related: useRelated(item, options),
    boughtWith: useBoughtWith(item && new Set([item]), options),
    trending: useTrending(options),
  };
  useEffect(() => {
    window.productCommits = (window.productCommits ?? 0) + 1;
  });
  return (
    <section>
      <button onClick={() => setItem('item-6')}>Next item</button>
      <button onClick={() => setItem(undefined)}>No item</button>
      {Object.entries(rows).map(([name, { items, reason }]) => (
        <p key={name} id={name}>
          {items.map(({ item_id }) => item_id).join(' ') || reason}
        </p>
      ))}
    </section>
  );
}

function Intent(): ReactElement {
  const { purchaseInSession, reason } = useIntent();
  return (
    <p id="intent">
      {purchaseInSession ? `${purchaseInSession.events} ${purchaseInSession.probability.toFixed(2)}` : reason}
    </p>
  );
}

function Offer(): ReactElement {
  const { act, reason, intervention, shown, dismissed } = useDecision({ placement: 'cart' });
  useEffect(() => {
    if (act) void shown();
  }, [act, shown]);
  return (
    <p id="offer">
      {`${act} ${reason} `}
      {act && (
        <button type="button" onClick={() => void dismissed()}>
          {intervention?.creative.en?.title}
        </button>
      )}
    </p>
  );
}

function Card({ number }: { number: number }): ReactElement {
  const ref = useImpression({ item_id: `item-${number}` }, { listId: 'shelf', index: number - 1 });
  return (
    <li ref={ref} style={{ height: '300px' }}>
      Card {number}
    </li>
  );
}

function Visit(): null {
  const aisle = useAisle();
  const track = useTrack();
  useEffect(() => {
    window.visit = { aisle, track };
  });
  return null;
}

createRoot(document.querySelector('#root')!).render(
  <StrictMode>
    <AisleProvider
      options={{
        manifestUrl: location.search === '?offer' ? '/model/published/stable.json' : '/model/manifest.json',
        worker: '/aisle/aisle-worker.js',
        tier: 'light',
        automation: 'record',
      }}
    >
      <Visit />
      <Consent />
      {location.search === '?intent' && <Intent />}
      {['?decision', '?offer'].includes(location.search) && <Offer />}
      {location.search === '?product' ? <ProductRows /> : <Row />}
      <ul style={{ marginTop: '120px' }}>
        {Array.from({ length: 8 }, (_, i) => (
          <Card key={i} number={i + 1} />
        ))}
      </ul>
    </AisleProvider>
  </StrictMode>,
);
