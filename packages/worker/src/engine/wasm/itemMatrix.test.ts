import { seededRandom } from '@aisle/core';
import { type ItemMatrix, scoreRows, topK } from '@aisle/model';
import { describe, expect, test } from 'vitest';
import { compileScanKernel, MAX_SCAN_RESULTS, WasmItemMatrix } from './itemMatrix.js';

const random = seededRandom(4);

/** Random rows; scales and biases of different sizes. */
function tableOf(itemCount: number, width: number, fill = () => Math.round((random() - 0.5) * 254)): ItemMatrix {
  const rows = itemCount + 1;
  return {
    vectors: Int8Array.from({ length: rows * width }, fill),
    scales: Float32Array.from({ length: rows }, () => 0.001 + 0.01 * random()),
    bias: Float32Array.from({ length: rows }, () => (random() - 0.5) * 4),
  };
}
const queryOf = (width: number) => Float32Array.from({ length: width }, () => (random() - 0.5) * 8);

/** The answer by definition: every row scored, the others left out. */
function expectedTop(query: Float32Array, items: ItemMatrix, k: number, leftOut: readonly number[] = []) {
  const hidden = new Set(leftOut);
  return topK(scoreRows(query, items), k, (row) => !hidden.has(row));
}

const open = async (items: ItemMatrix, width: number) => new WasmItemMatrix(await compileScanKernel(), items, width);

describe('the highest scores are those of scoring everything, to the last bit', () => {
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
    const catalogue = await open(items, width);
    for (let i = 0; i < 20; i++) {
      const query = queryOf(width);
      expect(catalogue.top(query, k, [])).toEqual(expectedTop(query, items, k));
    }
  });

  test('rows that are left out are no answers, and are again the next time', async () => {
    const items = tableOf(500, 64);
    const catalogue = await open(items, 64);
    const query = queryOf(64);
    const best = expectedTop(query, items, 30).map(({ row }) => row);
    expect(catalogue.top(query, 10, [...best.slice(0, 7), 0, 0])).toEqual(
      expectedTop(query, items, 10, best.slice(0, 7)),
    );
    expect(catalogue.top(query, 10, [])).toEqual(expectedTop(query, items, 10));
    expect(
      catalogue.top(
        query,
        10,
        Array.from({ length: 501 }, (_, row) => row),
      ),
    ).toEqual([]);
  });

  test('however they are sorted: every next row scores higher', async () => {
    const items = tableOf(20_000, 8, () => 1);
    items.bias.forEach((_, row) => (items.bias[row] = row / 1000));
    const catalogue = await open(items, 8);
    const query = queryOf(8);
    expect(catalogue.top(query, 20, [])).toEqual(expectedTop(query, items, 20));
  });

  test('of equal scores the first rows, where the near scores cannot tell them apart', async () => {
    const items = tableOf(5000, 16, () => 7);
    items.bias.fill(1);
    items.scales.fill(0.5);
    const catalogue = await open(items, 16);
    const query = queryOf(16);
    expect(catalogue.top(query, 3, [2])!.map(({ row }) => row)).toEqual([1, 3, 4]);
  });

  test('near ties: scores that differ by less than what rounding the query changes', async () => {
    const items = tableOf(2000, 64);
    const query = queryOf(64);
    // Every score a hundred-thousandth from 0, where rounding the query moves scores by some ten-thousandths.
    const products = scoreRows(query, { ...items, bias: new Float32Array(2001) });
    items.bias.forEach((_, row) => (items.bias[row] = 1e-5 * random() - products[row]!));
    expect((await open(items, 64)).top(query, 20, [])).toEqual(expectedTop(query, items, 20));
  });

  test('the largest values that int8 has add up without leaving int32', async () => {
    const items = tableOf(100, 1024, () => -128);
    const catalogue = await open(items, 1024);
    const query = new Float32Array(1024).fill(-3);
    expect(catalogue.top(query, 10, [])).toEqual(expectedTop(query, items, 10));
  });

  test('a query of zeros: the biases alone', async () => {
    const items = tableOf(300, 64);
    expect((await open(items, 64)).top(new Float32Array(64), 5, [])).toEqual(
      expectedTop(new Float32Array(64), items, 5),
    );
  });
});

test('more near ties than there is room for: no answer, rather than a wrong one', async () => {
  const items = tableOf(9000, 8, () => 1);
  items.bias.fill(0);
  items.scales.fill(1);
  expect((await open(items, 8)).top(queryOf(8), 5, [])).toBe(undefined);
});

test('k above what is scanned for: no answer; k of 0: none asked', async () => {
  const catalogue = await open(tableOf(10, 8), 8);
  expect(catalogue.top(queryOf(8), MAX_SCAN_RESULTS + 1, [])).toBe(undefined);
  expect(catalogue.top(queryOf(8), 0, [])).toEqual([]);
});

test('vectors of float32 are refused', async () => {
  const items = { ...tableOf(3, 8), vectors: new Float32Array(32) };
  await expect(open(items, 8)).rejects.toThrow('no int8');
});
