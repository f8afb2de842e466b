import { ACTION_TYPES, type ActionType, AisleError, EVENT_TYPES, parseEvent } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import type { Action } from './action.js';
import { contextLength, type ModelConfig } from './config.js';
import { appendActions, featurize, isModelled, listPositionBucket, timeGapBucket } from './featurize.js';
import { rankingHead } from './heads/ranking.js';

const config: ModelConfig = {
  architecture: 'causal-attention',
  itemCount: 5,
  width: 4,
  layerCount: 2,
  headCount: 2,
  feedForwardWidth: 4,
  windowLength: 2,
  heads: [rankingHead('next-item')],
};

const typeIndex = (type: ActionType) => ACTION_TYPES.indexOf(type);
const act = (type: ActionType, itemRow: number, timestampMs = 0): Action => ({
  itemRow,
  typeIndex: typeIndex(type),
  timestampMs,
});

describe('timeGapBucket', () => {
  // 1 + floor(log2(1 + whole seconds)): bucket b starts at 2^(b-1) - 1 seconds.
  test.each([
    [undefined, 0],
    [0, 1],
    [999, 1],
    [1_000, 2],
    [2_000, 2],
    [2_999, 2],
    [3_000, 3],
    [6_999, 3],
    [7_000, 4],
    [14_999, 4],
    [15_000, 5],
    [3_600_000, 12],
    [86_400_000, 17],
    [4_194_302_999, 22],
    [4_194_303_000, 23],
    [10_000_000_000, 23],
    [1e15, 23],
    [Infinity, 23],
    [-1, 1],
    [-1e15, 1],
  ])('a gap of %s ms falls into bucket %i', (gapMs, bucket) => {
    expect(timeGapBucket(gapMs)).toBe(bucket);
  });
});

describe('isModelled', () => {
  test.each(ACTION_TYPES.map((type) => [type] as const))('%s', (type) => {
    const acts = ['select_item', 'view_item', 'add_to_wishlist', 'add_to_cart', 'remove_from_cart', 'purchase'];
    expect(isModelled(act(type, 1), undefined)).toBe(acts.includes(type));
  });

  test('a view after a click on the same item is not a new action', () => {
    expect(isModelled(act('view_item', 1), act('select_item', 1))).toBe(false);
    expect(isModelled(act('view_item', 2), act('select_item', 1))).toBe(true);
    expect(isModelled(act('view_item', 1), act('view_item', 1))).toBe(true);
    expect(isModelled(act('select_item', 1), act('view_item', 1))).toBe(true);
    expect(isModelled(act('select_item', 1), act('select_item', 1))).toBe(true);
    expect(isModelled(act('add_to_cart', 1), act('select_item', 1))).toBe(true);
  });
});

describe('appendActions', () => {
  const rowOfItem = (itemId: string) =>
    new Map([
      ['A', 1],
      ['B', 2],
    ]).get(itemId);
  const after = (...events: object[]) => {
    const history: Action[] = [];
    for (const event of events) appendActions(history, parseEvent(event, 9), rowOfItem);
    return history;
  };
  const items = (...ids: string[]) => ids.map((item_id) => ({ item_id }));

  test('one action for each known item, in the given order', () => {
    expect(after({ type: 'purchase', items: items('B', 'X', 'A'), timestampMs: 7 })).toEqual([
      act('purchase', 2, 7),
      act('purchase', 1, 7),
    ]);
  });

  test('keeps the list position if the event has one', () => {
    const click = { type: 'select_item', items: [{ item_id: 'B', index: 0 }, { item_id: 'A' }], timestampMs: 7 };
    expect(after(click)).toEqual([{ ...act('select_item', 2, 7), listIndex: 0 }, act('select_item', 1, 7)]);
  });

  test('shown lists, cart pages, searches and engagement add no action', () => {
    const none = ['view_item_list', 'view_cart', 'begin_checkout', 'user_engagement'].map((type) => ({
      type,
      items: items('A'),
      engagement_time_msec: 1,
    }));
    expect(after(...none, { type: 'search', search_term: 'A' })).toEqual([]);
  });

  test('checkout steps, refunds and promotions add no action', () => {
    const click = { type: 'select_item', items: items('A'), timestampMs: 1 };
    const ignored = EVENT_TYPES.slice(ACTION_TYPES.length).map((type) => ({
      type,
      items: items('A', 'B'),
      transaction_id: 'T',
      engagement_time_msec: 1,
    }));
    expect(ignored).toHaveLength(6);
    expect(after(...ignored, { type: 'refund', transaction_id: 'T' }, { type: 'view_promotion' })).toEqual([]);
    const view = { type: 'view_item', items: items('A'), timestampMs: 3 };
    expect(after(click, ...ignored, view)).toEqual([act('select_item', 1, 1)]);
  });

  test('a view after a click is dropped, also after an unmodelled event', () => {
    const click = { type: 'select_item', items: items('A'), timestampMs: 1 };
    const cartPage = { type: 'view_cart', items: items('B'), timestampMs: 2 };
    const view = { type: 'view_item', items: items('A'), timestampMs: 3 };
    expect(after(click, view)).toEqual([act('select_item', 1, 1)]);
    expect(after(click, cartPage, view)).toEqual([act('select_item', 1, 1)]);
    expect(after(click, view, view)).toEqual([act('select_item', 1, 1)]);
    expect(after(view, click)).toEqual([act('view_item', 1, 3), act('select_item', 1, 1)]);
  });
});

test.each([
  [undefined, 0],
  [0, 1],
  [1, 2],
  [2, 2],
  [3, 3],
  [6, 3],
  [7, 4],
  [62, 6],
  [63, 7],
  [64, 7],
  [1e12, 7],
])('place %s of a list is in bucket %i', (listIndex, bucket) => {
  expect(listPositionBucket(listIndex)).toBe(bucket);
});

describe('featurize', () => {
  test('an empty history has no features', () => {
    expect(Object.values(featurize([], config)).map(({ length }) => length)).toEqual([0, 0, 0, 0]);
  });

  test('rows, types, time gaps and list positions', () => {
    const found = featurize(
      [
        act('view_item', 1, 1000),
        { ...act('add_to_cart', 5, 1500), listIndex: 0 },
        { ...act('purchase', 3, 4500), listIndex: 11 },
      ],
      config,
    );
    expect(found).toEqual({
      itemRows: Int32Array.of(1, 5, 3),
      typeIndices: Int32Array.of(2, 4, 8),
      timeGapBuckets: Int32Array.of(0, 1, 3),
      listPositionBuckets: Int32Array.of(0, 1, 4),
    });
  });

  test('keeps the last contextLength actions, and the gap before the first of them', () => {
    expect(contextLength(config)).toBe(3);
    const history = [1, 2, 3, 4, 5].map((row) => act('view_item', row, row * 1000));
    expect(featurize(history, config)).toEqual({
      itemRows: Int32Array.of(3, 4, 5),
      typeIndices: Int32Array.of(2, 2, 2),
      timeGapBuckets: Int32Array.of(2, 2, 2),
      listPositionBuckets: Int32Array.of(0, 0, 0),
    });
    expect([...featurize(history.slice(2), config).timeGapBuckets]).toEqual([0, 2, 2]);
  });

  test.each([0, 6, -1, NaN])('refuses the row %s', (row) => {
    const work = () => featurize([act('view_item', 1), act('view_item', row)], config);
    expect(work).toThrow(AisleError);
    expect(work).toThrow(`featurize: expected an item row from 1 to 5, found ${row}.`);
    try {
      work();
    } catch (error) {
      expect(error).toMatchObject({ code: 'invalid-argument', details: { itemRow: row, itemCount: 5 } });
    }
  });

  test('accepts rows 1 and itemCount', () => {
    expect([...featurize([act('view_item', 1), act('view_item', 5)], config).itemRows]).toEqual([1, 5]);
  });

  test('ignores a bad row before the context', () => {
    const history = [0, 1, 2, 3].map((row) => act('view_item', row));
    expect([...featurize(history, config).itemRows]).toEqual([1, 2, 3]);
  });
});
