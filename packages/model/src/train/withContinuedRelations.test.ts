import { expect, test } from 'vitest';
import { relationSourceOf } from '../testing/relationSourceOf.js';
import { untrainedModel } from '../testing/untrainedModel.js';
import { relationTables } from './relationTables.js';
import { withContext } from './withContext.js';
import { withContinuedRelations } from './withContinuedRelations.js';
import { withRelations } from './withRelations.js';

const older = [
  ['cart A 0', 'cart B 1', 'buy A 2', 'buy B 3'],
  ['view C 0', 'view D 1', 'buy D 2'],
];
const newer = [...older, ['cart A 0', 'cart E 1'], ['cart C 0', 'cart F 1']];
const config = { queryDecay: 0.8, queryLength: 10, weight: 1, scale: 2 };
const model = untrainedModel(8);
const release = withRelations(model, { companions: config }, relationTables(relationSourceOf(older)));
/** Item A alone has new events. */
const learnedRows = Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 0, 0);
const continued = withContinuedRelations(release, release, relationSourceOf(newer), learnedRows);

const rowsOf = (row: number, { offsets, toRows } = continued.relations!.companions!) => [
  ...toRows.subarray(offsets[row]!, offsets[row + 1]!),
];

test('learned rows are counted again, other rows stay', () => {
  expect(rowsOf(1)).toEqual([2, 5]);
  expect(rowsOf(2)).toEqual(rowsOf(2, release.relations!.companions!));
  expect(rowsOf(3)).not.toContain(6);
});

test('kinds are counted again', () => {
  expect([...release.kinds!.trending]).not.toContain(5);
  expect([...continued.kinds!.trending]).toContain(5);
});

test('a release without relations and kinds stays without them', () => {
  expect(withContinuedRelations(model, model, relationSourceOf(newer), learnedRows)).toBe(model);
});

test('what new shoppers choose is counted again', () => {
  const context = { weights: { device: 1 }, fade: 0 };
  // The shopper puts item B into the cart.
  const chosen = { ...relationSourceOf(older).training[0]!, labelRows: Int32Array.of(2, 0, 0, 0) };
  const newShoppers = withContext(release, context, { training: [chosen], timed: true });
  expect(newShoppers.kinds!.context!.demand[2]).toBe(Math.round(8 * Math.log(2)));
  const source = { ...relationSourceOf(older), training: [chosen, chosen] };
  const next = withContinuedRelations(newShoppers, newShoppers, source, learnedRows);
  expect(next.config.context).toEqual(context);
  expect(next.kinds!.context!.demand[2]).toBe(Math.round(8 * Math.log(3)));
  expect(continued.kinds!.context).toBeUndefined();
});
