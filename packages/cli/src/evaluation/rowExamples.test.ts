import { untrainedModel } from '@aisle/model/testing';
import type { TrainingHistory } from '@aisle/model/train';
import { beforeAll, expect, test } from 'vitest';
import { useNodeBackend } from '../nodeBackend.js';
import { rowExamples } from './rowExamples.js';

const model = untrainedModel(12);
const historyOf = (...rows: readonly number[]): TrainingHistory => ({
  actions: rows.map((itemRow) => ({ itemRow, typeIndex: 0, timestampMs: 0 })),
  labelRows: new Int32Array(rows.length),
});

beforeAll(useNodeBackend);

test('an item that fewer than ten shoppers have seen has no row', async () => {
  const ten = Array.from({ length: 10 }, () => historyOf(3));
  const nineAndRepeats = Array.from({ length: 9 }, () => historyOf(5, 5, 5));
  const rows = await rowExamples(model, [...ten, ...nineAndRepeats]);
  expect(rows.map(({ itemRow, shoppers }) => [itemRow, shoppers])).toEqual([[3, 10]]);
});

test('a row has five other items', async () => {
  const [row] = await rowExamples(
    model,
    Array.from({ length: 10 }, () => historyOf(3)),
  );
  expect(new Set(row!.listedRows).size).toBe(5);
  expect(row!.listedRows).not.toContain(3);
});

test('six items are shown, from the most seen to the least seen', async () => {
  const histories = Array.from({ length: 12 }, (_, i) => Array.from({ length: 10 + i }, () => historyOf(i + 1))).flat();
  expect((await rowExamples(model, histories)).map(({ itemRow }) => itemRow)).toEqual([12, 10, 8, 6, 4, 2]);
});
