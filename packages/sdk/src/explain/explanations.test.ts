import { expect, test } from 'vitest';
import { explanationsOn } from './explanations.js';
import type { ExplanationsHost } from './explanationsHost.js';

const EVENT = { type: 'view_item', timestampMs: Date.now(), items: [{ item_id: 'a', item_name: 'Tent' }] };
const REPLY = {
  resultId: '1',
  durationMs: 0,
  release: 'r1',
  events: [EVENT],
  items: [
    {
      item_id: 'b',
      score: -1,
      rows: [
        { cause: 'popularity', part: 'statistics', contribution: 0.5 },
        { cause: 0, part: 'network', contribution: 1 },
        { cause: 'together', part: 'network', contribution: -2.5 },
      ],
    },
  ],
};

/** A page whose worker starts when the test says so. */
function fakePage() {
  const asked: (readonly string[])[] = [];
  const listeners: (() => void)[] = [];
  let status: ReturnType<ExplanationsHost['status']>;
  const { explain } = explanationsOn({
    status: () => status,
    subscribe: (listener) => listeners.push(listener),
    request: async (query) => {
      if (query.name === 'explain') asked.push(query.itemIds);
      return REPLY as never;
    },
  });
  const change = (changed: typeof status) => {
    status = changed;
    for (const listener of listeners) listener();
  };
  return { asked, change, explain };
}

test('rows name their event, the largest contribution first', async () => {
  const { explain } = fakePage();
  const { durationMs: _, ...result } = await explain('b', { locale: 'en' });
  expect(result).toEqual({
    release: 'r1',
    items: [
      {
        item_id: 'b',
        score: -1,
        sentence: 'because you looked at “Tent” today',
        rows: [
          { cause: 'together', part: 'network', contribution: -2.5 },
          { cause: EVENT, part: 'network', contribution: 1 },
          { cause: 'popularity', part: 'statistics', contribution: 0.5 },
        ],
      },
    ],
  });
});

test.each([
  ['an id', 'b', ['b']],
  ['an object', { item_id: 5 }, ['5']],
  ['a list', ['a', { item_id: 'b' }], ['a', 'b']],
  ['a result', { items: [{ item_id: 'a', score: 1 }], resultId: '1' }, ['a']],
])('%s is explained', async (_, what, expected) => {
  const { asked, explain } = fakePage();
  await explain(what);
  expect(asked).toEqual([expected]);
});

test('the code loads once, when the worker is ready and consent is granted', () => {
  const { asked, change } = fakePage();
  change({ consent: 'granted', worker: 'starting' });
  change({ consent: 'unset', worker: 'ready' });
  expect(asked).toEqual([]);
  change({ consent: 'granted', worker: 'ready' });
  change({ consent: 'granted', worker: 'ready' });
  expect(asked).toEqual([[]]);
});
