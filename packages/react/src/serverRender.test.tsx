import type { ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  AisleProvider,
  type UseRerankOptions,
  type UseTrackResult,
  useAisle,
  useAisleStatus,
  useBoughtWith,
  useConsent,
  useDecision,
  useImpression,
  useIntent,
  usePredict,
  useRelated,
  useRerank,
  useTrack,
  useTrending,
} from './index.js';

const warnings: unknown[][] = [];
beforeEach(() => {
  warnings.length = 0;
  for (const method of ['error', 'warn'] as const)
    vi.spyOn(console, method).mockImplementation((...args) => void warnings.push(args));
});
afterEach(() => {
  vi.restoreAllMocks();
  expect(warnings).toEqual([]);
});

const aisleOptions = { manifestUrl: '/model/manifest.json', worker: '/aisle/aisle-worker.js' };

function List({ ids }: { ids: readonly string[] }): ReactNode {
  const { items, ranked, reason } = useRerank(ids.map((id) => ({ item_id: id })));
  return `${items.map(({ item_id }) => item_id).join(' ')} ${ranked} ${reason} ${useAisle()} ${useAisleStatus()}`;
}

test('server rendering keeps the order of a list and creates no instance', () => {
  const list = <List ids={['c', 'a', 'b', 'a']} />;
  expect(renderToString(<AisleProvider options={aisleOptions}>{list}</AisleProvider>)).toBe(
    'c a b a false server-order undefined undefined',
  );
  expect(renderToString(<AisleProvider aisle={undefined}>{list}</AisleProvider>)).toBe(
    'c a b a false server-order undefined undefined',
  );
});

test('without a provider, useRerank keeps the order and gives the reason', () => {
  expect(renderToString(<List ids={['b', 'a']} />)).toBe('b a false no-provider undefined undefined');
  expect(renderToString(<List ids={[]} />)).toBe(' false no-provider undefined undefined');
});

test('useDecision leaves the page alone on a server and without a provider', () => {
  function Offer(): ReactNode {
    const { act, intervention, probability, reason, why } = useDecision({ placement: 'cart' });
    return `${act} ${intervention} ${probability} ${reason} ${why.length}`;
  }
  expect(renderToString(<Offer />)).toBe('false undefined 1 no-provider 0');
  expect(
    renderToString(
      <AisleProvider options={aisleOptions}>
        <Offer />
      </AisleProvider>,
    ),
  ).toBe('false undefined 1 pending 0');
});

test('server rendering predicts nothing, suspends nothing and sets listProps', () => {
  function Everything(): ReactNode {
    const { items, listProps } = useRerank(['b', 'a'], { listId: 'shelf', suspense: true });
    const rows = [usePredict({ k: 3 }), useRelated('a'), useBoughtWith(['a']), useTrending(), useRelated(undefined)];
    const { consent, trace } = useConsent();
    const { missing, reason } = useIntent();
    return (
      <ul {...listProps} ref={useImpression({ item_id: 'a' })}>
        {`${items.join(' ')} ${rows.flatMap((row) => row.items).length} ${rows.map((row) => row.reason)} ${consent} ${trace.length} ${Object.keys(missing)} ${reason}`}
      </ul>
    );
  }
  const markup = renderToString(
    <AisleProvider options={aisleOptions}>
      <Everything />
    </AisleProvider>,
  );
  expect(markup).toBe(
    '<ul data-aisle-list="shelf" data-aisle-order="style">b a 0 pending,pending,pending,pending,invalid-items undefined 0  pending</ul>',
  );
});

test('listProps name the mode of pictures unless it is the default', () => {
  const propsOf = (options: UseRerankOptions<string>) => {
    function Shelf(): ReactNode {
      return <ul {...useRerank(['a'], options).listProps} />;
    }
    return renderToString(<Shelf />);
  };
  expect(propsOf({ listId: 'shelf' })).toBe('<ul data-aisle-list="shelf" data-aisle-order="style"></ul>');
  expect(propsOf({ listId: 'shelf', pictures: 'as-shown' })).toBe(
    '<ul data-aisle-list="shelf" data-aisle-order="style" data-aisle-pictures="as-shown"></ul>',
  );
  expect(propsOf({})).toBe('<ul data-aisle-pictures="same"></ul>');
});

test('item ids are strings or come from `itemId`', () => {
  function Lists(): ReactNode {
    const ids = useRerank(['y', 'x']);
    const skus = useRerank([{ sku: 2 }, { sku: 1 }], { itemId: ({ sku }) => `sku-${sku}` });
    return `${ids.items.join(' ')} ${skus.items.map(({ sku }) => sku).join(' ')}`;
  }
  expect(renderToString(<Lists />)).toBe('y x 2 1');
});

test.each([
  ['undefined items', undefined, undefined, []],
  ['null items', null, null, []],
  ['a text', 'abc', undefined, []],
  ['items without ids', [{ sku: 1 }], undefined, [{ sku: 1 }]],
  ['an itemId that throws', [{ sku: 1 }], { itemId: () => [].at(1)!['id'] }, [{ sku: 1 }]],
  ['ids that JSON cannot express', [1n], undefined, [1n]],
])('useRerank returns %s as given, with a reason', (_, given, options, items) => {
  let found: unknown;
  function Lists(): ReactNode {
    found = useRerank(given as never, options as never);
    return null;
  }
  renderToString(
    <AisleProvider options={aisleOptions}>
      <Lists />
    </AisleProvider>,
  );
  expect(found).toMatchObject({ items, ranked: false, reason: 'invalid-items' });
});

test('hooks accept null options and values that JSON cannot express', () => {
  function Everything(): ReactNode {
    const { items, listProps } = useRerank(['b', 'a'], null);
    const circular: unknown[] = [];
    circular.push(circular);
    const next = [
      usePredict(null),
      usePredict({ k: 5n as never }),
      usePredict({ candidates: circular as never, exclude: 'a' }),
      usePredict({ exclude: 7 as never }),
      useRelated(5n as never, null),
      useBoughtWith(circular as never),
      useBoughtWith(null),
      useTrending({ category: 5n as never }),
    ];
    useImpression(undefined);
    useImpression({ item_id: 'a' }, null);
    return `${items.join(' ')} ${JSON.stringify(listProps)} ${next.map(({ reason }) => reason)}`;
  }
  expect(renderToString(<Everything />)).toBe(
    `b a {&quot;data-aisle-pictures&quot;:&quot;same&quot;} ${Array(8).fill('no-provider')}`,
  );
});

test('useTrack resolves with the reason for a missing instance', async () => {
  const answers: Promise<UseTrackResult>[] = [];
  function Tracking(): ReactNode {
    answers.push(useTrack()({ type: 'view_item', items: [{ item_id: 'a' }] }));
    return null;
  }
  renderToString(<Tracking />);
  renderToString(
    <AisleProvider options={aisleOptions}>
      <Tracking />
    </AisleProvider>,
  );
  expect(await Promise.all(answers)).toEqual([
    { stored: false, reason: 'no-provider' },
    { stored: false, reason: 'not-mounted' },
  ]);
});
