import { expect, test } from 'vitest';
import { EventLogBuilder } from './eventLog.js';
import { withheldItems, withheldRows } from './withheldItems.js';

const ITEMS = 400;
/** Shopper s sees items s + 1, s + 2, s + 3 and s + 4, the last one twice. Item 401 has no events. */
function shopLog() {
  const builder = new EventLogBuilder();
  for (let item = 1; item <= ITEMS + 1; item++) builder.addItem(`i${item}`);
  for (let shopper = 0; shopper < ITEMS - 4; shopper++)
    [1, 2, 3, 4, 4].forEach((step, i) => builder.add(`u${shopper}`, `i${shopper + step}`, 'view_item', 1000 * i));
  return builder.build();
}

test('a twentieth of the items with events is withheld, always the same', () => {
  const log = shopLog();
  const rows = withheldRows(log);
  expect(rows.size).toBeGreaterThan(0.03 * ITEMS);
  expect(rows.size).toBeLessThan(0.07 * ITEMS);
  expect(rows.has(ITEMS + 1)).toBe(false);
  expect(withheldRows(shopLog())).toEqual(rows);
});

test('withheld items are the answers of the test, and in nothing else', () => {
  const log = shopLog();
  const rows = withheldRows(log);
  const { training, validation, test: examples, refit } = withheldItems(log, 'next-item');
  const trained = training.flatMap(({ actions, labelRows }) => [
    ...actions.map(({ itemRow }) => itemRow),
    ...labelRows,
  ]);
  const validated = validation.flatMap(({ history, labelRow }) => [labelRow, ...history.map(({ itemRow }) => itemRow)]);
  expect([...trained, ...validated].some((row) => rows.has(row))).toBe(false);
  expect(refit).toBeUndefined();
  expect(examples.every(({ labelRow }) => rows.has(labelRow))).toBe(true);
  // A withheld item that is second, third or fourth: the shopper's other items before it are the history.
  const expected = log.userIds.flatMap((userId, shopper) =>
    [2, 3, 4, 4].flatMap((step, i) => {
      const history = [1, 2, 3, 4].slice(0, i + 1).map((before) => shopper + before);
      const others = history.filter((row) => !rows.has(row));
      return rows.has(shopper + step) && others.length > 0 ? [[userId, others, shopper + step]] : [];
    }),
  );
  expect(
    examples.map(({ userId, history, labelRow }) => [userId, history.map(({ itemRow }) => itemRow), labelRow]),
  ).toEqual(expected);
});

test('the last decision for another item validates and is not trained', () => {
  const log = shopLog();
  const rows = withheldRows(log);
  const { training, validation } = withheldItems(log, 'next-item');
  const known = [1, 2, 3, 4, 4].filter((step) => !rows.has(step));
  expect(rows.has(5)).toBe(false);
  expect(known.length).toBe(5);
  const [{ history, labelRow }] = validation.filter(({ userId }) => userId === 'u0') as [(typeof validation)[0]];
  expect([history.map(({ itemRow }) => itemRow), labelRow]).toEqual([[1, 2, 3, 4], 4]);
  expect(training[0]!.actions.map(({ itemRow }) => itemRow)).toEqual([1, 2, 3, 4]);
});
