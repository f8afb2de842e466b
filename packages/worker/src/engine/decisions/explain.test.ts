import type { EventInput, TrackedEvent } from '@aisle/core';
import { kindsOf } from '@aisle/model/testing';
import { expect, test } from 'vitest';
import { createContext } from '../../testing/decisionContext.js';
import { randomRelease, releaseOfBiases } from '../../testing/smallRelease.js';
import { eventOf, request, viewOf } from '../../testing/testEngine.js';
import type { ExplainAnswer } from '../explain/explainAnswer.js';
import { LightScorer } from '../lightScorer.js';
import { explain } from './explain.js';

/** A whole answer is float32, and its rows are not. */
const DIGITS = 4;
const release = { ...randomRelease(), kinds: kindsOf([0, 1, 0, 1, 0]) };
const askedOf = async (found: typeof release, itemIds: readonly string[], ...events: TrackedEvent[]) =>
  (await explain({ ...request, itemIds }, createContext(found, ...events).context)) as ExplainAnswer & {
    readonly reason?: string;
  };

test('the rows of an item add up to its score on the light tier', async () => {
  const events = ['a', 'b', 'a', 'e'].map(viewOf);
  const { items } = await askedOf(release, ['c', 'nothing', 'b'], ...events);
  const actions = [1, 2, 1, 5].map((itemRow) => ({ itemRow, typeIndex: 2, timestampMs: 0 }));
  const [c, b] = new LightScorer(release).score(actions, Int32Array.of(3, 2));
  expect(items.map(({ item_id, score }) => [item_id, score])).toEqual([
    ['c', c],
    ['b', b],
  ]);
  for (const { score, rows } of items)
    expect(rows.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(score, DIGITS);
});

test('the reply has the events with rows, and names of items and categories', async () => {
  const cart = eventOf({
    type: 'add_to_cart',
    timestampMs: 7,
    items: [{ item_id: 'a', item_name: 'Tent', item_category: 'Camping' }, { item_id: 'b' }, { item_id: 'nothing' }],
  } as EventInput);
  const { events, items } = await askedOf(release, ['c'], viewOf('nothing'), cart, viewOf('b'));
  expect(events).toEqual([
    {
      type: 'add_to_cart',
      timestampMs: 7,
      items: [
        { item_id: 'a', item_name: 'Tent', item_category: 'Camping' },
        { item_id: 'b', item_category: 'Kind 1' },
        { item_id: 'nothing' },
      ],
    },
    { type: 'view_item', timestampMs: 0, items: [{ item_id: 'b', item_category: 'Kind 1' }] },
  ]);
  expect(items[0]!.rows.map(({ cause, part }) => [cause, part])).toEqual([
    ['popularity', 'statistics'],
    [0, 'network'],
    [1, 'network'],
    ['together', 'network'],
  ]);
});

test('items that the release does not know have no explanation', async () => {
  expect(await askedOf(release, ['nothing'], viewOf('a'))).toMatchObject({ reason: 'unknown-items' });
});

test('a network without vectors explains nothing, and the popularity is the score', async () => {
  const found = { ...releaseOfBiases([0, 1, 2]), kinds: release.kinds } as unknown as typeof release;
  const { events, items } = await askedOf(found, ['c'], viewOf('a'));
  expect(items).toEqual([
    { item_id: 'c', score: 2, rows: [{ cause: 'popularity', part: 'statistics', contribution: 2 }] },
  ]);
  expect(events).toEqual([]);
});

test('the next ranking after an explanation is the same', async () => {
  const { context } = createContext(release, viewOf('a'), viewOf('b'));
  const scores = () =>
    context.withScorer(
      request,
      () => undefined,
      ({ light, actions }) => ({ scores: [...light.score(actions, Int32Array.of(1, 2, 3, 4, 5))] }),
    );
  const before = await scores();
  await explain({ ...request, itemIds: ['c'] }, context);
  expect(await scores()).toEqual(before);
});
