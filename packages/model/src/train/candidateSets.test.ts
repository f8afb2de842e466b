import { ACTION_TYPES, seededRandom } from '@aisle/core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../action.js';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { untrainedModel } from '../testing/untrainedModel.js';
import { type CandidateSet, candidateSets, REPEAT_FEATURE_COUNT } from './candidateSets.js';
import { scoreExamples } from './evaluate.js';
import type { Example } from './split.js';

beforeAll(useCpuBackend);

const [VIEW, CART] = [ACTION_TYPES.indexOf('view_item'), ACTION_TYPES.indexOf('add_to_cart')] as [number, number];
const viewsOf = (...rows: readonly number[]): Action[] =>
  rows.map((itemRow, i) => ({ itemRow, typeIndex: VIEW, timestampMs: 60_000 * i }));

const ITEMS = 1500;
const model = untrainedModel(ITEMS);
const random = seededRandom(8);
const below = (limit: number) => 1 + Math.floor(random() * limit);
/** Histories of 1 to 12 actions, of other items than the label. */
const examples = Array.from({ length: 40 }, (_, i): Example => {
  const labelRow = below(ITEMS);
  const rows = Array.from({ length: 1 + (i % 12) }, () => below(ITEMS)).filter((row) => row !== labelRow);
  return { userId: `u${i}`, history: viewsOf(...rows, rows[0]!), labelRow };
});

const none = () => [];

async function scoresOf(history: readonly Action[], of = model): Promise<Float32Array> {
  let found = new Float32Array();
  await scoreExamples(of, [{ userId: '', history, labelRow: 0 }], false, (_, scores) => (found = scores.slice()));
  return found;
}

/** Number of items that the candidates represent. */
const represented = ({ logWeights }: CandidateSet) => logWeights.reduce((sum, value) => sum + Math.exp(value), 0);
// Weights of float32 logarithms up to ln 8: 1e-7 of each, 1500 in all.
const COUNT_DIGITS = 2;

describe.each([false, true])('candidateSets, history masked: %s', (maskHistory) => {
  let found: CandidateSet[];
  beforeAll(async () => {
    found = await candidateSets(model, examples, none, maskHistory, 1);
  });

  test('one set for each example, the label first, without duplicates', () => {
    expect(found.map(({ example }) => example)).toEqual(examples);
    for (const { example, rows, networkLogits, logWeights } of found) {
      expect(rows[0]).toBe(example.labelRow);
      expect(new Set(rows).size).toBe(rows.length);
      expect(Math.min(...rows)).toBeGreaterThan(0);
      expect(Math.max(...rows)).toBeLessThanOrEqual(ITEMS);
      expect([networkLogits.length, logWeights.length]).toEqual([rows.length, rows.length]);
    }
  });

  test('logits are those of the network', async () => {
    for (const { example, rows, networkLogits } of found.slice(0, 6)) {
      const scores = await scoresOf(example.history);
      // Another batch adds in another order, which gives a few roundings of values below 30.
      rows.forEach((row, c) => expect(networkLogits[c]).toBeCloseTo(scores[row]!, 4));
    }
  });

  test('the 200 best items are all candidates, the others are sampled', async () => {
    for (const { example, rows, logWeights } of found.slice(0, 6)) {
      const scores = await scoresOf(example.history);
      const met = new Set(example.history.map(({ itemRow }) => itemRow));
      const order = Array.from({ length: ITEMS }, (_, i) => i + 1)
        .filter((row) => !maskHistory || !met.has(row))
        .sort((a, b) => scores[b]! - scores[a]!);
      const certain = new Set(rows.filter((_, c) => logWeights[c] === 0));
      const expected = new Set([example.labelRow, ...order.slice(0, 200), ...(maskHistory ? [] : met)]);
      expect(certain).toEqual(expected);
      // Some of 200 draws from 1500 repeat one of the best items or another draw.
      expect(rows.length - certain.size).toBeGreaterThan(130);
      expect(rows.length - certain.size).toBeLessThan(200);
      expect(new Set(logWeights.filter((value) => value !== 0)).size).toBe(1);
    }
  });

  test('the candidates represent every competing item', () => {
    for (const contest of found) {
      const met = new Set(contest.example.history.map(({ itemRow }) => itemRow)).size;
      expect(represented(contest)).toBeCloseTo(maskHistory ? ITEMS - met : ITEMS, COUNT_DIGITS);
    }
  });

  test(
    maskHistory ? 'items of the history are not candidates' : 'items of the history are candidates with their repeats',
    () => {
      for (const { example, rows, repeats } of found) {
        const counts = new Map<number, number>();
        for (const { itemRow } of example.history) counts.set(itemRow, (counts.get(itemRow) ?? 0) + 1);
        if (maskHistory) {
          expect(repeats.size).toBe(0);
          expect([...rows].some((row) => counts.has(row))).toBe(false);
          continue;
        }
        expect(new Map([...repeats].map(([c, { count }]) => [rows[c], count]))).toEqual(counts);
      }
    },
  );

  test('a seed always gives the same sample', async () => {
    const some = examples.slice(0, 5);
    expect(await candidateSets(model, some, none, maskHistory, 1)).toEqual(
      await candidateSets(model, some, none, maskHistory, 1),
    );
    const other = await candidateSets(model, some, none, maskHistory, 2);
    expect(other[0]!.rows).not.toEqual(found[0]!.rows);
  });
});

test('repeats by index of the candidate', async () => {
  // Item 5 is last, in the cart. Item 9 occurs three times, the latest five actions ago. Item 7 is absent.
  const history = [...viewsOf(9, 9, 9, 2, 3, 4, 2), { itemRow: 5, typeIndex: CART, timestampMs: 1e6 }];
  const [set] = await candidateSets(model, [{ userId: 'u', history, labelRow: 9 }], none, false, 1);
  const byRow = new Map([...set!.repeats].map(([c, features]) => [set!.rows[c], features]));
  expect(byRow).toEqual(
    new Map([
      [5, { age: 0, typeIndex: CART, count: 1 }],
      [2, { age: 1, typeIndex: VIEW, count: 2 }],
      [4, { age: 2, typeIndex: VIEW, count: 1 }],
      [3, { age: 3, typeIndex: VIEW, count: 1 }],
      [9, { age: 4, typeIndex: VIEW, count: 3 }],
    ]),
  );
  expect(set!.repeats.get(0)!.count).toBe(3);
  expect(REPEAT_FEATURE_COUNT).toBe(7 + 10 + 1);
});

test.each([false, true])('given competitors are candidates unless masked, history masked: %s', async (maskHistory) => {
  const example = { userId: 'u', history: viewsOf(3, 700), labelRow: 800 };
  const asked: Example[] = [];
  const competitors = Array.from({ length: 300 }, (_, i) => 600 + i);
  const [set] = await candidateSets(model, [example], (found) => (asked.push(found), competitors), maskHistory, 1);
  expect(asked).toEqual([example]);
  const weightOf = new Map([...set!.rows].map((row, c) => [row, set!.logWeights[c]]));
  for (const row of competitors) expect(weightOf.get(row)).toBe(maskHistory && row === 700 ? undefined : 0);
  expect(set!.rows[0]).toBe(800);
  expect(represented(set!)).toBeCloseTo(maskHistory ? ITEMS - 2 : ITEMS, COUNT_DIGITS);
});

test.each([false, true])('in a small shop all items are candidates, history masked: %s', async (maskHistory) => {
  const small = untrainedModel(30);
  const [set] = await candidateSets(
    small,
    [{ userId: 'u', history: viewsOf(4, 8, 4), labelRow: 20 }],
    none,
    maskHistory,
    1,
  );
  const expected = Array.from({ length: 30 }, (_, i) => i + 1).filter(
    (row) => !maskHistory || (row !== 4 && row !== 8),
  );
  expect([...set!.rows].sort((a, b) => a - b)).toEqual(expected);
  expect([...set!.logWeights].every((value) => value === 0)).toBe(true);
});

test('a masked history of more than 50 actions excludes all its items', async () => {
  const history = viewsOf(...Array.from({ length: 400 }, (_, i) => 1 + i));
  const [set] = await candidateSets(model, [{ userId: 'u', history, labelRow: 1000 }], none, true, 1);
  expect(represented(set!)).toBeCloseTo(ITEMS - 400, COUNT_DIGITS);
});
