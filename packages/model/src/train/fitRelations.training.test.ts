import { ACTION_TYPES, seededRandom } from '@aisle/core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Action } from '../action.js';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { untrainedModel } from '../testing/untrainedModel.js';
import { buildRelations } from './buildRelations.js';
import { evaluateModel } from './evaluate.js';
import { type FittedRelations, fitRelations, relationConfigs } from './fitRelations.js';
import type { RelationSource } from './relationSource.js';
import { relationTables } from './relationTables.js';
import type { Example } from './split.js';
import { withRelations } from './withRelations.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
beforeAll(useCpuBackend);

const ITEMS = 60;
const [VIEW, BUY] = [ACTION_TYPES.indexOf('view_item'), ACTION_TYPES.indexOf('purchase')] as [number, number];
const DAY_MS = 86_400_000;
const random = seededRandom(51);
const below = (count: number) => Math.floor(random() * count);
const action = (itemRow: number, typeIndex: number, timestampMs: number): Action => ({
  itemRow,
  typeIndex,
  timestampMs,
});
const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));

/** The first 30 items are bought alone, and each goes with one of the others. */
const companionOf = (row: number) => 30 + row;
/** Its item vectors are 0, so it scores every item alike. */
function blindModel() {
  const model = untrainedModel(ITEMS);
  model.values.get('item_embedding')!.fill(0);
  return model;
}

/** A view of another item, a purchase, and on the next day the item's companion or, in one case of five, another's. */
function visit(mistakes = 0.2): Action[] {
  const row = 1 + below(30);
  return [
    action(1 + below(30), VIEW, 0),
    action(row, BUY, 60_000),
    action(random() < mistakes ? 31 + below(30) : companionOf(row), BUY, DAY_MS),
  ];
}
const sourceOf = (mistakes?: number): RelationSource => ({
  training: times(400, () => visit(mistakes)).map((actions) => ({ actions, labelRows: new Int32Array(3) })),
  itemCount: ITEMS,
  timed: true,
});
const source = sourceOf();
const exampleOf = (actions: readonly Action[], i: number): Example => ({
  userId: `u${i}`,
  history: actions.slice(0, -1),
  labelRow: actions.at(-1)!.itemRow,
});
const validation = times(150, (i) => exampleOf(visit(), i));
const options = { validation, maskHistory: false, seed: 1 };

describe('a log of companions', () => {
  let fitted: FittedRelations;
  beforeAll(async () => {
    fitted = await fitRelations(blindModel(), buildRelations(source), options);
  });

  test('companions get a weight, on the examples after a purchase', () => {
    const { examples, ndcgWithout, ndcgWith, config } = fitted.companions!;
    expect(examples).toBe(150);
    // A guess among the items has .07.
    expect(ndcgWithout).toBeLessThan(0.15);
    expect(ndcgWith).toBeGreaterThan(0.75);
    expect(config!.weight).toBeGreaterThan(0);
  });

  test('substitutes are excluded: no example ends with a view', () => {
    expect(fitted.substitutes).toEqual({ examples: 0, ndcgWithout: 0, ndcgWith: 0 });
    expect(relationConfigs(fitted)).toEqual({ companions: fitted.companions!.config });
  });

  test('the finished model ranks companions first', async () => {
    const model = withRelations(blindModel(), relationConfigs(fitted), relationTables(source));
    const later = times(100, (i) => exampleOf(visit(), i));
    expect((await evaluateModel(model, later, false, [1]))['hr@1']).toBeGreaterThan(0.7);
    expect((await evaluateModel(blindModel(), later, false, [1]))['hr@1']).toBeLessThan(0.1);
  });
});

test('companions that mislead are excluded', async () => {
  const model = blindModel();
  for (let row = 31; row <= ITEMS; row++) model.values.get('item_bias')![row] = 1 + random();
  // In the validation examples, the next purchase is another item's companion.
  const misled = validation.map((example) => ({ ...example, labelRow: 31 + (example.labelRow % 30) }));
  const { companions } = await fitRelations(model, buildRelations(sourceOf(0)), { ...options, validation: misled });
  expect(companions!.ndcgWith).toBe(companions!.ndcgWithout);
  expect(companions).not.toHaveProperty('config');
});

test('a part that harms other situations is excluded', async () => {
  // After a further view, shoppers buy item 30, which the model ranks first.
  const model = blindModel();
  model.values.get('item_bias')![30] = 1e-4;
  const harmed = [...validation, ...validation].map((example, i) => {
    const later = [...example.history, action(1 + (i % 29), VIEW, DAY_MS)];
    return i < 60 ? example : { ...example, history: later, labelRow: 30 };
  });
  const relations = buildRelations(source);
  const { companions } = await fitRelations(model, relations, { ...options, validation: harmed });
  expect(companions!.examples).toBe(60);
  expect(companions).not.toHaveProperty('config');
  const alone = await fitRelations(model, relations, { ...options, validation: harmed.slice(0, 60) });
  expect(alone.companions).toHaveProperty('config');
});

test('a gain on a few examples of many is excluded', async () => {
  // One example in fifty has the companion as its label.
  const rare = [...validation, ...validation].map((example, i) =>
    i % 50 === 0 ? example : { ...example, labelRow: 1 + (i % 29) },
  );
  const model = blindModel();
  model.values.get('item_bias')!.forEach((_, row, bias) => (bias[row] = row === 30 ? 0 : 1e-4 * row));
  const { companions } = await fitRelations(model, buildRelations(sourceOf(0)), { ...options, validation: rare });
  expect(companions).not.toHaveProperty('config');
});

test('items that were bought before are not labels of the situation', async () => {
  const again = validation.map((example) => ({ ...example, labelRow: example.history.at(-1)!.itemRow }));
  const { companions } = await fitRelations(blindModel(), buildRelations(source), { ...options, validation: again });
  expect(companions!.examples).toBe(0);
});

test('without examples of known items, nothing is fitted', async () => {
  const unknown = [{ ...validation[0]!, labelRow: 0 }];
  expect(await fitRelations(blindModel(), buildRelations(source), { ...options, validation: unknown })).toEqual({});
});
