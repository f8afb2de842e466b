import type { Policy } from '@aisle/decisions';
import { expect, test } from 'vitest';
import { declarationOf, WELCOME } from '../../../decisions/src/testing/welcomeDeclaration.js';
import { coverageCurve } from './coverageCurve.js';
import { coverageTable } from './coverageTable.js';

const declaration = declarationOf(
  { ...WELCOME, id: 'sure', value: 100, cost: 1 },
  { ...WELCOME, id: 'doubtful', value: 100, cost: 1 },
);
/** Net values: sure 2.25 ± 1, doubtful 1.2 ± 1. */
const policy: Policy = {
  version: 1,
  minExposures: 1000,
  boundDeviations: 1.2816,
  exploration: 0.1,
  floor: 0.01,
  gamma: 100,
  interventions: {
    sure: { shown: { mean: 0.1325, spread: 0.006 }, base: { mean: 0.1, spread: 0.008 }, exposures: 3000 },
    doubtful: { shown: { mean: 0.122, spread: 0.006 }, base: { mean: 0.1, spread: 0.008 }, exposures: 1000 },
  },
};
/** Means of max(0, −x): φ(2.25) − 2.25 · P(Z > 2.25) and the same of 1.2. Those of max(0, x) are larger by the mean of x. */
const [SURE_LOSS, DOUBTFUL_LOSS] = [0.0317397 - 2.25 * 0.0122245, 0.1941861 - 1.2 * 0.1150697];
const [SURE_GAIN, DOUBTFUL_GAIN] = [2.25 + SURE_LOSS, 1.2 + DOUBTFUL_LOSS];

test('coverage falls and missed gain grows with the bound', () => {
  const points = coverageCurve(policy, declaration);
  expect(points.map(({ boundDeviations, coverage }) => [boundDeviations, coverage])).toEqual([
    [0, 1],
    [0.5, 1],
    [1, 1],
    [1.2816, 0.75],
    [1.5, 0.75],
    [2, 0.75],
    [2.5, 0],
    [3, 0],
  ]);
  expect(points[0]).toMatchObject({ harm: expect.closeTo(0.75 * SURE_LOSS + 0.25 * DOUBTFUL_LOSS, 5), missed: 0 });
  expect(points[3]).toMatchObject({
    harm: expect.closeTo(0.75 * SURE_LOSS, 5),
    missed: expect.closeTo(0.25 * DOUBTFUL_GAIN, 5),
    isChosen: true,
  });
  expect(points[7]).toMatchObject({ harm: 0, missed: expect.closeTo(0.75 * SURE_GAIN + 0.25 * DOUBTFUL_GAIN, 5) });
  expect(points.filter(({ isChosen }) => isChosen)).toHaveLength(1);
});

test('an intervention with few exposures covers nothing at any bound', () => {
  const few = { ...policy, minExposures: 1001 };
  expect(coverageCurve(few, declaration)[0]).toMatchObject({
    coverage: 0.75,
    missed: expect.closeTo(0.25 * DOUBTFUL_GAIN, 5),
  });
});

test('a guess has no curve', () => {
  const guess = { ...policy.interventions.sure!, exposures: 0 };
  expect(coverageCurve({ ...policy, interventions: { sure: guess } }, declaration)).toEqual([]);
});

test('the table marks the bound of the policy', () => {
  expect(coverageTable(coverageCurve(policy, declaration), 'EUR')).toContain(
    '\n1.2816 (chosen)      75 %       0.3172  0.0032       0.3140\n',
  );
});
