import { seededRandom, shuffle } from '@aisle/core';
import { beforeAll, expect, test, vi } from 'vitest';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { untrainedModel } from '../testing/untrainedModel.js';
import { EventLogBuilder } from './eventLog.js';
import { fitOrderWeight } from './fitOrderWeight.js';
import { leaveOneOut } from './leaveOneOut.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
beforeAll(useCpuBackend);

const ITEMS = 12;
const DAY_MS = 86_400_000;
const { config, values } = untrainedModel(ITEMS);
/** A model whose scores are these, of rows 1 to 12. */
const modelOf = (scoreOf: (row: number) => number) => ({
  config,
  values: new Map(values).set('item_embedding', new Float32Array(values.get('item_embedding')!.length)).set(
    'item_bias',
    Float32Array.from({ length: ITEMS + 1 }, (_, row) => scoreOf(row)),
  ),
});
const knowing = modelOf((row) => -row / 4);
const guessing = modelOf((row) => ((7 * row) % ITEMS) / 4);

/**
 * Shoppers who view, buy, and then are shown a list. They look at a position with the probability 1 / (1 + position), and
 * choose what they look at with the item's probability.
 *
 * @param orderOf the shop's order of the rows 1 to 12, whose attractiveness falls
 */
function logOf(orderOf: (rows: number[]) => number[], listed = true) {
  const random = seededRandom(8);
  const builder = new EventLogBuilder();
  for (let row = 1; row <= ITEMS; row++) builder.addItem(`i${row}`);
  for (let u = 0; u < 3000; u++) {
    const below = () => `i${1 + Math.floor(random() * ITEMS)}`;
    builder.add(`u${u}`, below(), 'view_item', 0);
    builder.add(`u${u}`, below(), 'purchase', DAY_MS);
    builder.add(`u${u}`, below(), 'purchase', 2 * DAY_MS);
    const rows = orderOf(Array.from({ length: ITEMS }, (_, i) => i + 1));
    // A tenth of the lists are in a random order, as of other categories and sortings.
    if (random() < 0.1) shuffle(rows, random);
    rows.forEach((row, at) => listed && builder.add(`u${u}`, `i${row}`, 'view_item_list', 3 * DAY_MS, at));
    rows.forEach((row, at) => {
      const isClicked = random() < (1 / (1 + at)) * (0.6 / row);
      if (isClicked) builder.add(`u${u}`, `i${row}`, 'select_item', 3 * DAY_MS + 1, at);
    });
    builder.add(`u${u}`, below(), 'purchase', 4 * DAY_MS);
  }
  return builder.build();
}
const fit = (model: typeof knowing, log: ReturnType<typeof logOf>) =>
  fitOrderWeight(model, log, leaveOneOut(log, 'next-purchase'), 1);

test('an order that knows more than the model gets a weight', async () => {
  const found = (await fit(
    guessing,
    logOf((rows) => rows),
  ))!;
  expect(found.clicks).toBeGreaterThan(1000);
  expect(found.weight).toBeGreaterThan(0);
  expect(found.ndcgWith).toBeGreaterThan(found.ndcgWithout);
  // One half, from the tenth of the lists in which items are at other positions.
  expect(Math.abs(found.propensities[1]! - 0.5)).toBeLessThan(0.1);
});

test('an order that says nothing gets no weight, though its first items are clicked most', async () => {
  const random = seededRandom(9);
  const log = logOf((rows) => shuffle(rows, random));
  const { weight, propensities } = (await fit(knowing, log))!;
  expect(propensities[4]).toBeLessThan(0.4);
  expect(weight).toBe(0);
});

test('clicks without the lists that were shown give no weight', async () => {
  expect(
    await fit(
      guessing,
      logOf((rows) => rows, false),
    ),
  ).toBeUndefined();
});

test('after the test part has begun, no click counts, also of users without a test example', async () => {
  const log = logOf((rows) => rows);
  const { validation, test: examples } = leaveOneOut(log, 'next-purchase');
  const first = examples[0]!;
  const testOf = (timestampMs: number) => [{ ...first, answer: { ...first.answer!, timestampMs } }];
  const fitBefore = (ms: number) => fitOrderWeight(guessing, log, { validation, test: testOf(ms) }, 1);
  expect(await fitBefore(3 * DAY_MS)).toBeUndefined();
  expect((await fitBefore(3 * DAY_MS + 2))?.clicks).toBeGreaterThan(1000);
});
