import type { TrackedEvent } from '@aisle/core';
import { expect, test } from 'vitest';
import { createContextOn } from '../../testing/decisionContext.js';
import { int8Release } from '../../testing/smallRelease.js';
import { eventOf, request, viewOf } from '../../testing/testEngine.js';
import { LightScorer } from '../lightScorer.js';
import { WasmScorer } from '../wasm/wasmScorer.js';
import { predict } from './predict.js';
import { rerank } from './rerank.js';

const items = [{ item_id: 'e', price: 9, quantity: 2, index: 1 }];
/** Events of types that no weights know, all of an item that the release knows. */
const UNMODELLED: readonly TrackedEvent[] = [
  eventOf({ type: 'view_promotion', promotion_id: 'P', items }),
  eventOf({ type: 'select_promotion', promotion_name: 'Sale' }),
  eventOf({ type: 'add_shipping_info', items }),
  eventOf({ type: 'add_payment_info', items }),
  eventOf({ type: 'refund', transaction_id: 'T-of-another-device', items }),
  eventOf({ type: 'user_engagement', items, engagement_time_msec: 5 }),
];
const HISTORY: readonly TrackedEvent[] = [
  eventOf({ type: 'select_item', items: [{ item_id: 'b', index: 2 }], timestampMs: 1000 }),
  { ...viewOf('b'), timestampMs: 2000 },
  eventOf({ type: 'add_to_cart', items: [{ item_id: 'b' }], timestampMs: 9000 }),
  eventOf({ type: 'purchase', transaction_id: 'T', items: [{ item_id: 'b' }, { item_id: 'd' }], timestampMs: 70_000 }),
  { ...viewOf('c'), timestampMs: 990_000 },
];
/** Each event is followed by all others. */
const MIXED = HISTORY.flatMap((event) => [
  event,
  ...UNMODELLED.map((unmodelled) => ({ ...unmodelled, timestampMs: event.timestampMs + 1 })),
]);

test.each(['light', 'wasm'] as const)('%s: events that no weights know change no bit of an answer', async (tier) => {
  const answers = async (events: readonly TrackedEvent[]) => {
    const release = int8Release('r');
    const scorer = tier === 'wasm' ? await WasmScorer.open(release) : new LightScorer(release);
    const { context } = createContextOn(scorer, ...events);
    return [
      await predict({ ...request, k: 5 }, context),
      await predict({ ...request, k: 5, excludePurchased: true, excludeCart: true, excludeViewed: true }, context),
      await predict({ ...request, k: 5, kind: 'carry-on' }, context),
      await rerank({ ...request, itemIds: ['a', 'b', 'c', 'd', 'e'] }, context),
    ];
  };
  const expected = await answers(HISTORY);
  expect(expected[0]).toMatchObject({ tier });
  expect(await answers(MIXED)).toEqual(expected);
  // The answers depend on the history.
  expect(await answers(HISTORY.slice(0, 1))).not.toEqual(expected);
});
