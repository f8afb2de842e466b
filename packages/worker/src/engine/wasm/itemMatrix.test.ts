import { seededRandom } from '@aisle/core';
import { type ItemMatrix, scoreRows, topK } from '@aisle/model';
import { describe, expect, test } from 'vitest';
import { compileScanKernel, MAX_SCAN_RESULTS, WasmItemMatrix } from './itemMatrix.js';

const random = seededRandom(4);

/** Random rows with scales and biases of different magnitudes. */
function tableOf(itemCount: number, width: number, fill = () => Math.round((random() - 0.5) * 254)): ItemMatrix {
  const rows = itemCount + 1;
  return {
    vectors: Int8Array.from({ length: rows * width }, fill),
    scales: Float32Array.from({ length: rows }, () => 0.001 + 0.01 * random()),
    bias: Float32Array.from({ length: rows }, () => (random() - 0.5) * 4),
  };
}
const queryOf = (width: number) => Float32Array.from({ length: width }, () => (random() - 0.5) * 8);

/** The expected result: exact scores of all rows but the excluded ones. */
function expectedTop(query: Float32Array, items: ItemMatrix, k: number, excluded: readonly number[] = []) {
  const excludedRows = new Set(excluded);
  return topK(scoreRows(query, items), k, (row) => !excludedRows.has(row));
}

const open = async (items: ItemMatrix, width: number) => new WasmItemMatrix(await compileScanKernel(), items, width);

describe('top equals exact scores of all items', () => {
  test.each([
    [1, 64, 5],
    [2, 8, 1],
    [3, 8, 3],
    [4, 16, 4],
    [5, 12, 20],
    [1000, 64, 20],
    [999, 20, 20],
    [4099, 5, 50],
    [3000, 96, 1],
    [3000, 64, MAX_SCAN_RESULTS],
  ])('%i items of width %i, k %i', async (itemCount, width, k) => {
    const items = tableOf(itemCount, width);
    const itemMatrix = await open(items, width);
    for (let i = 0; i < 20; i++) {
      const query = queryOf(width);
      expect(itemMatrix.top(query, k, [])).toEqual(expectedTop(query, items, k));
    }
  });

  test('excluded rows are missing from one result only', async () => {
    const items = tableOf(500, 64);
    const itemMatrix = await open(items, 64);
    const query = queryOf(64);
    const best = expectedTop(query, items, 30).map(({ row }) => row);
    expect(itemMatrix.top(query, 10, [...best.slice(0, 7), 0, 0])).toEqual(
      expectedTop(query, items, 10, best.slice(0, 7)),
    );
    expect(itemMatrix.top(query, 10, [])).toEqual(expectedTop(query, items, 10));
    expect(
      itemMatrix.top(
        query,
        10,
        Array.from({ length: 501 }, (_, row) => row),
      ),
    ).toEqual([]);
  });

  test('rows of ascending scores', async () => {
    const items = tableOf(20_000, 8, () => 1);
    items.bias.forEach((_, row) => (items.bias[row] = row / 1000));
    const itemMatrix = await open(items, 8);
    const query = queryOf(8);
    expect(itemMatrix.top(query, 20, [])).toEqual(expectedTop(query, items, 20));
  });

  test('equal scores are in row order despite approximate scores', async () => {
    const items = tableOf(5000, 16, () => 7);
    items.bias.fill(1);
    items.scales.fill(0.5);
    const itemMatrix = await open(items, 16);
    const query = queryOf(16);
    expect(itemMatrix.top(query, 3, [2])!.map(({ row }) => row)).toEqual([1, 3, 4]);
  });

  test('scores that differ less than the rounding error', async () => {
    const items = tableOf(2000, 64);
    const query = queryOf(64);
    // All scores are within 1e-5, and rounding the query changes them by some 1e-4.
    const products = scoreRows(query, { ...items, bias: new Float32Array(2001) });
    items.bias.forEach((_, row) => (items.bias[row] = 1e-5 * random() - products[row]!));
    expect((await open(items, 64)).top(query, 20, [])).toEqual(expectedTop(query, items, 20));
  });

  test('maximum int8 values do not overflow int32', async () => {
    const items = tableOf(100, 1024, () => -128);
    const itemMatrix = await open(items, 1024);
    const query = new Float32Array(1024).fill(-3);
    expect(itemMatrix.top(query, 10, [])).toEqual(expectedTop(query, items, 10));
  });

  test('a query of zeros ranks by bias', async () => {
    const items = tableOf(300, 64);
    expect((await open(items, 64)).top(new Float32Array(64), 5, [])).toEqual(
      expectedTop(new Float32Array(64), items, 5),
    );
  });
});

test('too many candidates give undefined', async () => {
  const items = tableOf(9000, 8, () => 1);
  items.bias.fill(0);
  items.scales.fill(1);
  expect((await open(items, 8)).top(queryOf(8), 5, [])).toBe(undefined);
});

test('k above the limit gives undefined, k of 0 an empty list', async () => {
  const itemMatrix = await open(tableOf(10, 8), 8);
  expect(itemMatrix.top(queryOf(8), MAX_SCAN_RESULTS + 1, [])).toBe(undefined);
  expect(itemMatrix.top(queryOf(8), 0, [])).toEqual([]);
});

test('float32 vectors are refused', async () => {
  const items = { ...tableOf(3, 8), vectors: new Float32Array(32) };
  await expect(open(items, 8)).rejects.toThrow('not int8');
});
