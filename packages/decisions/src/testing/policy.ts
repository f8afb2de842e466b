import type { Policy } from '../policy/policy.js';

/** With a value of 40 and a cost of 5, welcome gains 3 an exposure. With 4 and .1, free shipping gains 1.1. */
export const policy: Policy = {
  version: 1,
  minExposures: 100,
  boundDeviations: 1,
  exploration: 0.2,
  floor: 0.02,
  gamma: 10,
  interventions: {
    welcome: { shown: { mean: 0.3, spread: 0.03 }, base: { mean: 0.1, spread: 0.04 }, exposures: 500 },
    'free-shipping': { shown: { mean: 0.5, spread: 0.03 }, base: { mean: 0.2, spread: 0.04 }, exposures: 500 },
  },
};
