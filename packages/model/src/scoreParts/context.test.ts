import { expect, test } from 'vitest';
import { parseModelConfig } from '../config.js';
import { kindsOf } from '../testing/kindsOf.js';
import { untrainedModel } from '../testing/untrainedModel.js';
import { type ContextConfig, contextScore } from './context.js';

/** Rows 1 and 2 are of kind 0, row 3 of kind 1, row 4 of none. */
const kinds = {
  ...kindsOf([0, 0, 1, -1]),
  context: {
    demand: Int32Array.of(0, 16, 8, 8, 24),
    byValue: new Map([
      ['month:6', Int32Array.of(8, -8)],
      ['device:phone', Int32Array.of(0, 16)],
      ['referrer:search', Int32Array.of(80, 80)],
    ]),
  },
};
const weights = { month: 0.5, device: 2, category: 1 };
const modelWith = (fade: number) => ({ config: { context: { weights, fade } }, kinds });

const scoresOf = (...[model, visit, historyLength]: Parameters<typeof contextScore>) => {
  const score = contextScore(model, visit, historyLength);
  return score && [1, 2, 3, 4].map(score);
};

test('without a history, the score is the demand corrected for the kind', () => {
  expect(scoresOf(modelWith(0), { month: 6, device: 'phone', referrer: 'search' }, 0)).toEqual([2.5, 1.5, 4.5, 3]);
});

test('an unknown context leaves the demand', () => {
  expect(scoresOf(modelWith(0), { category: 'Tents' }, 0)).toEqual([2, 1, 1, 3]);
});

test('the context fades as the history grows', () => {
  expect(scoresOf(modelWith(0.5), { month: 6 }, 1)).toEqual([0.25, 0.25, -0.25, 0]);
  expect(scoresOf(modelWith(0.5), { month: 6 }, 2)).toEqual([0.125, 0.125, -0.125, 0]);
  expect(scoresOf(modelWith(0.5), { month: 6 }, 5)).toBeUndefined();
  expect(scoresOf(modelWith(0), { month: 6 }, 1)).toBeUndefined();
});

test('a release without the table says nothing about new shoppers', () => {
  const { context, ...others } = kinds;
  expect(contextScore({ ...modelWith(1), kinds: others }, { month: 6 }, 0)).toBeUndefined();
  expect(contextScore({ config: {}, kinds }, {}, 0)).toBeUndefined();
});

test('a config from outside is checked', () => {
  const parse = (context: unknown) => parseModelConfig({ ...untrainedModel(4).config, context }).context;
  const context: ContextConfig = { weights: { month: 0, category: 1.5 }, fade: 0.3 };
  expect(parse({ ...context, weights: { ...context.weights, weather: 'x' } })).toEqual(context);
  expect(parse(undefined)).toBeUndefined();
  expect(() => parse({ ...context, fade: 1.1 })).toThrow('context.fade must be a number from 0 to 1');
  expect(() => parse({ ...context, weights: { month: -1 } })).toThrow('context.weights.month must be a number');
  expect(() => parse({ fade: 0 })).toThrow('context.weights must be an object');
});
