import { parseEvent, type TrackedEvent } from '@aisle/core';
import { type Action, appendActions } from '@aisle/model';
import type { EventReader } from '@aisle/store';
import { expect, test } from 'vitest';
import { History } from './history.js';

const rowOf = (itemId: string): number | undefined => Number(itemId.slice(1)) || undefined;
const viewOf = (number: number): TrackedEvent =>
  parseEvent({ type: 'view_item', items: [{ item_id: `i${number}` }], timestampMs: number }, 0);
const expected = (events: readonly TrackedEvent[], rows = rowOf) => {
  const actions: Action[] = [];
  for (const event of events) appendActions(actions, event, rows);
  return actions;
};

/** A history that has read an empty database, and follows numbered events. */
async function emptyHistory(): Promise<History> {
  const store: Pick<EventReader, 'readSince' | 'close'> = {
    readSince: async () => ({ events: [], historyId: 'e', seq: 0 }),
    close: async () => {},
  };
  const history = new History(store as EventReader);
  await history.catchUp(undefined);
  return history;
}

test('actions extends its array until another release asks or events are dropped', async () => {
  const history = await emptyHistory();
  history.advance(viewOf(1), { historyId: 'e', seq: 1 });
  const actions = history.actions(rowOf);
  history.advance(viewOf(2), { historyId: 'e', seq: 2 });
  expect(history.actions(rowOf)).toBe(actions);
  expect(actions).toEqual(expected([viewOf(1), viewOf(2)]));

  const other = (itemId: string) => 100 + rowOf(itemId)!;
  expect(history.actions(other)).toEqual(expected([viewOf(1), viewOf(2)], other));
  history.forget();
  expect(history.actions(other)).toEqual([]);
  expect(actions).toHaveLength(2);
});

test('a long history keeps between 1,000 and 2,000 events', async () => {
  const history = await emptyHistory();
  let longest = 0;
  for (let seq = 1; seq <= 6000; seq++) {
    history.advance(viewOf(seq), { historyId: 'e', seq });
    // Called after each event, as on a page with many lists.
    const actions = history.actions(rowOf);
    longest = Math.max(longest, actions.length);
    expect(actions.at(-1)!.itemRow).toBe(seq);
  }
  expect(longest).toBeLessThanOrEqual(2000);
  const actions = history.actions(rowOf);
  expect(actions.length).toBeGreaterThanOrEqual(1000);
  expect(actions).toEqual(
    expected(Array.from({ length: actions.length }, (_, i) => viewOf(6001 - actions.length + i))),
  );
});

test('repeated events and gaps wait for the next read', async () => {
  const history = await emptyHistory();
  for (const seq of [1, 1, 3]) history.advance(viewOf(seq), { historyId: 'e', seq });
  history.advance(viewOf(2), { historyId: 'other', seq: 2 });
  expect(history.actions(rowOf)).toEqual(expected([viewOf(1)]));
});

test('close waits for the pending read and prevents others', async () => {
  let finishOpening: () => void = () => {};
  let reads = 0;
  const store = {
    readSince: async () => {
      reads += 1;
      await new Promise<void>((resolve) => (finishOpening = resolve));
      return { events: [viewOf(1)], historyId: 'e', seq: 1 };
    },
    close: async () => {},
  };
  const history = new History(store);
  const reading = history.catchUp(undefined);
  const waiting = history.catchUp({ historyId: 'e', seq: 2 });
  const steps: string[] = [];
  const closed = history.close().then(() => steps.push('closed'));
  await new Promise((resolve) => setTimeout(resolve));
  steps.push('opened');
  finishOpening();
  await Promise.all([reading, closed, expect(waiting).rejects.toMatchObject({ code: 'aborted' })]);
  expect(steps).toEqual(['opened', 'closed']);
  expect([reads, history.actions(rowOf)]).toEqual([1, []]);
});
