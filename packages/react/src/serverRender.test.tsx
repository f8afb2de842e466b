import type { ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  AisleProvider,
  type UseTrackResult,
  useAisle,
  useAisleStatus,
  useConsent,
  useImpression,
  useNextPurchases,
  useRerank,
  useTrack,
} from './index.js';

const complaints: unknown[][] = [];
beforeEach(() => {
  complaints.length = 0;
  for (const method of ['error', 'warn'] as const)
    vi.spyOn(console, method).mockImplementation((...said) => void complaints.push(said));
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(complaints).toEqual([]);
});

const options = { manifestUrl: '/model/manifest.json', worker: '/aisle/aisle-worker.js' };

function List({ ids }: { ids: readonly string[] }): ReactNode {
  const { items, ranked, reason } = useRerank(ids.map((id) => ({ item_id: id })));
  return `${items.map(({ item_id }) => item_id).join(' ')} ${ranked} ${reason} ${useAisle()} ${useAisleStatus()}`;
}

test('on the server a list keeps its order, and nothing is made', () => {
  const list = <List ids={['c', 'a', 'b', 'a']} />;
  expect(renderToString(<AisleProvider options={options}>{list}</AisleProvider>)).toBe(
    'c a b a false server-order undefined undefined',
  );
  expect(renderToString(<AisleProvider aisle={undefined}>{list}</AisleProvider>)).toBe(
    'c a b a false server-order undefined undefined',
  );
});

test('without a provider a list keeps its order, and says why', () => {
  expect(renderToString(<List ids={['b', 'a']} />)).toBe('b a false no-provider undefined undefined');
  expect(renderToString(<List ids={[]} />)).toBe(' false no-provider undefined undefined');
});

test('on the server nothing is predicted and no list waits; what marks a list is there', () => {
  function Everything(): ReactNode {
    const { items, listProps } = useRerank(['b', 'a'], { listId: 'shelf', suspense: true });
    const next = useNextPurchases({ k: 3 });
    const { consent, trace } = useConsent();
    return (
      <ul {...listProps} ref={useImpression({ item_id: 'a' })}>
        {`${items.join(' ')} ${next.items.length} ${next.reason} ${consent} ${trace.length}`}
      </ul>
    );
  }
  const markup = renderToString(
    <AisleProvider options={options}>
      <Everything />
    </AisleProvider>,
  );
  expect(markup).toBe('<ul data-aisle-list="shelf" data-aisle-order="style">b a 0 pending undefined 0</ul>');
});

test('ids may be texts, or come from `itemId`', () => {
  function Lists(): ReactNode {
    const texts = useRerank(['y', 'x']);
    const own = useRerank([{ sku: 2 }, { sku: 1 }], { itemId: ({ sku }) => `sku-${sku}` });
    return `${texts.items.join(' ')} ${own.items.map(({ sku }) => sku).join(' ')}`;
  }
  expect(renderToString(<Lists />)).toBe('y x 2 1');
});

test('an event that no instance takes is answered with the reason', async () => {
  const answers: Promise<UseTrackResult>[] = [];
  function Tracking(): ReactNode {
    answers.push(useTrack()({ type: 'view_item', items: [{ item_id: 'a' }] }));
    return null;
  }
  renderToString(<Tracking />);
  renderToString(
    <AisleProvider options={options}>
      <Tracking />
    </AisleProvider>,
  );
  expect(await Promise.all(answers)).toEqual([
    { stored: false, reason: 'no-provider' },
    { stored: false, reason: 'not-mounted' },
  ]);
});
