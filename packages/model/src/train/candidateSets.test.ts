import { ACTION_TYPES, seededRandom } from '@aisle/core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Action } from '../action.js';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { untrainedModel } from '../testing/untrainedModel.js';
import { scoreExamples } from './evaluate.js';
import { type CandidateSet, candidateSets, REPEAT_FEATURE_COUNT } from './candidateSets.js';
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

/** How many items of the catalogue the candidates stand for. */
const represented = ({ logWeights }: CandidateSet) => logWeights.reduce((sum, value) => sum + Math.exp(value), 0);
// Weights of float32 logarithms up to ln 8: 1e-7 of each, 1500 in all.
const COUNT_DIGITS = 2;

describe.each([false, true])('contests, history masked: %s', (maskHistory) => {
  let found: CandidateSet[];
  beforeAll(async () => {
    found = await candidateSets(model, examples, none, maskHistory, 1);
  });

  test('one for each example, the label first, no item twice', () => {
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
      // Another batch adds in another order: a few roundings of values below 30.
      rows.forEach((row, c) => expect(networkLogits[c]).toBeCloseTo(scores[row]!, 4));
    }
  });

  test("the network's 200 best compete for themselves; the others are a sample", async () => {
    for (const { example, rows, logWeights } of found.slice(0, 6)) {
      const scores = await scoresOf(example.history);
      const met = new Set(example.history.map(({ itemRow }) => itemRow));
      const order = Array.from({ length: ITEMS }, (_, i) => i + 1)
        .filter((row) => !maskHistory || !met.has(row))
        .sort((a, b) => scores[b]! - scores[a]!);
      const certain = new Set(rows.filter((_, c) => logWeights[c] === 0));
      const expected = new Set([example.labelRow, ...order.slice(0, 200), ...(maskHistory ? [] : met)]);
      expect(certain).toEqual(expected);
      // 200 draws of 1500 meet one of the best now and then, or one another.
      expect(rows.length - certain.size).toBeGreaterThan(130);
      expect(rows.length - certain.size).toBeLessThan(200);
      expect(new Set(logWeights.filter((value) => value !== 0)).size).toBe(1);
    }
  });

  test('together they stand for every item that competes', () => {
    for (const contest of found) {
      const met = new Set(contest.example.history.map(({ itemRow }) => itemRow)).size;
      expect(represented(contest)).toBeCloseTo(maskHistory ? ITEMS - met : ITEMS, COUNT_DIGITS);
    }
  });

  test(
    maskHistory
      ? 'items of the history do not compete'
      : 'items of the history compete, and are known by what was done to them',
    () => {
      for (const { example, rows, repeats } of found) {
        const met = new Map<number, number>();
        for (const { itemRow } of example.history) met.set(itemRow, (met.get(itemRow) ?? 0) + 1);
        if (maskHistory) {
          expect(repeats.size).toBe(0);
          expect([...rows].some((row) => met.has(row))).toBe(false);
          continue;
        }
        expect(new Map([...repeats].map(([c, { count }]) => [rows[c], count]))).toEqual(met);
      }
    },
  );

  test('the same for the same seed, another sample for another', async () => {
    const some = examples.slice(0, 5);
    expect(await candidateSets(model, some, none, maskHistory, 1)).toEqual(
      await candidateSets(model, some, none, maskHistory, 1),
    );
    const other = await candidateSets(model, some, none, maskHistory, 2);
    expect(other[0]!.rows).not.toEqual(found[0]!.rows);
  });
});

test('repeats by candidate, worked by hand', async () => {
  // 5 last in the cart, 9 five actions ago and three times in all, 7 never.
  const history = [...viewsOf(9, 9, 9, 2, 3, 4, 2), { itemRow: 5, typeIndex: CART, timestampMs: 1e6 }];
  const [contest] = await candidateSets(model, [{ userId: 'u', history, labelRow: 9 }], none, false, 1);
  const byRow = new Map([...contest!.repeats].map(([c, features]) => [contest!.rows[c], features]));
  expect(byRow).toEqual(
    new Map([
      [5, { age: 0, typeIndex: CART, count: 1 }],
      [2, { age: 1, typeIndex: VIEW, count: 2 }],
      [4, { age: 2, typeIndex: VIEW, count: 1 }],
      [3, { age: 3, typeIndex: VIEW, count: 1 }],
      [9, { age: 4, typeIndex: VIEW, count: 3 }],
    ]),
  );
  expect(contest!.repeats.get(0)!.count).toBe(3);
  expect(REPEAT_FEATURE_COUNT).toBe(7 + 10 + 1);
});

test.each([false, true])(
  'rivals compete for themselves, the masked ones among them not at all; history masked: %s',
  async (maskHistory) => {
    const example = { userId: 'u', history: viewsOf(3, 700), labelRow: 800 };
    const asked: Example[] = [];
    const rivals = Array.from({ length: 300 }, (_, i) => 600 + i);
    const [contest] = await candidateSets(model, [example], (found) => (asked.push(found), rivals), maskHistory, 1);
    expect(asked).toEqual([example]);
    const weightOf = new Map([...contest!.rows].map((row, c) => [row, contest!.logWeights[c]]));
    for (const row of rivals) expect(weightOf.get(row)).toBe(maskHistory && row === 700 ? undefined : 0);
    expect(contest!.rows[0]).toBe(800);
    expect(represented(contest!)).toBeCloseTo(maskHistory ? ITEMS - 2 : ITEMS, COUNT_DIGITS);
  },
);

test.each([false, true])('in a small shop all compete for themselves, history masked: %s', async (maskHistory) => {
  const small = untrainedModel(30);
  const [contest] = await candidateSets(
    small,
    [{ userId: 'u', history: viewsOf(4, 8, 4), labelRow: 20 }],
    none,
    maskHistory,
    1,
  );
  const expected = Array.from({ length: 30 }, (_, i) => i + 1).filter(
    (row) => !maskHistory || (row !== 4 && row !== 8),
  );
  expect([...contest!.rows].sort((a, b) => a - b)).toEqual(expected);
  expect([...contest!.logWeights].every((value) => value === 0)).toBe(true);
});

test('masked, a history of more than 50 actions leaves out every item that it holds', async () => {
  const history = viewsOf(...Array.from({ length: 400 }, (_, i) => 1 + i));
  const [contest] = await candidateSets(model, [{ userId: 'u', history, labelRow: 1000 }], none, true, 1);
  expect(represented(contest!)).toBeCloseTo(ITEMS - 400, COUNT_DIGITS);
});
