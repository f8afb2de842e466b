import { AisleError } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { contextLength, type ModelConfig, parameterSpecs, parseModelConfig } from './config.js';
import { rankingHead } from './heads/ranking.js';

const TINY: ModelConfig = {
  architecture: 'causal-attention',
  itemCount: 3,
  width: 4,
  layerCount: 1,
  headCount: 2,
  feedForwardWidth: 6,
  windowLength: 3,
  heads: [rankingHead('next-item')],
};

describe('parameterSpecs', () => {
  const total = (config: ModelConfig) =>
    parameterSpecs(config).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);

  test('counts of tensors and values', () => {
    // Input: 4 x 4 items, 4 biases, 10 x 4 event types, 24 x 4 gaps, 8 x 4 list positions, 2 x 4 norm = 196. Attention
    // of a layer: 2 x 4 norm, 3 of 4 x 4, 2 x 3 biases by distance, 4 x 4 output = 78. Feed-forward of a layer: 2 x 4
    // norm, 4 x 6 + 6 in, 6 x 4 + 4 out = 66. Output: 2 x 4 norm and the scale.
    expect(total(TINY)).toBe(196 + 144 + 9);
    expect(total({ ...TINY, layerCount: 3 })).toBe(196 + 3 * 144 + 9);
    // One more item: a row of 4 and a bias.
    expect(total({ ...TINY, itemCount: 4 })).toBe(total(TINY) + 5);
    // One more distance: a bias for each of 2 heads.
    expect(total({ ...TINY, windowLength: 4 })).toBe(total(TINY) + 2);
    // The matrix of next-purchase: 4 x 4.
    expect(total({ ...TINY, heads: [rankingHead('next-purchase')] })).toBe(total(TINY) + 16);
  });

  test('names are unique in every layer', () => {
    const names = parameterSpecs({ ...TINY, layerCount: 2 }).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBe(7 + 2 * 13 + 3);
    expect(names.filter((name) => name.startsWith('layers.1.')).length).toBe(13);
  });

  test('normalisations start as the identity', () => {
    for (const { name, init } of parameterSpecs(TINY)) {
      if (name.endsWith('norm.scale')) expect(init).toBe(1);
      if (name.endsWith('bias')) expect(init).toBe(0);
    }
  });

  test('logits start at 14 times a cosine, for every target', () => {
    for (const target of ['next-item', 'next-purchase'] as const) {
      const { shape, init } = parameterSpecs({ ...TINY, heads: [rankingHead(target)] }).find(
        ({ name }) => name === 'log_logit_scale',
      )!;
      expect(shape).toEqual([1]);
      expect(Math.exp(init as number)).toBeCloseTo(14, 12);
    }
  });

  test('transitions and repeats add no parameter', () => {
    const repeat = { byAge: [], byType: [], perLogCount: 1 };
    expect(parameterSpecs({ ...TINY, memory: { queryDecay: 1, queryLength: 1, weight: 1, scale: 1 }, repeat })).toEqual(
      parameterSpecs(TINY),
    );
  });
});

test('contextLength adds windowLength - 1 actions for each layer', () => {
  expect(contextLength(TINY)).toBe(3);
  expect(contextLength({ ...TINY, layerCount: 2, windowLength: 50 })).toBe(99);
  expect(contextLength({ ...TINY, windowLength: 1, layerCount: 7 })).toBe(1);
});

/** How an error quotes a value. */
const shownOf = (value: unknown) => JSON.stringify(value) ?? 'nothing';

describe('parseModelConfig', () => {
  test('accepts a valid config and drops unknown fields', () => {
    expect(parseModelConfig({ ...TINY, comment: 'x' })).toEqual(TINY);
  });

  /** Field, the largest accepted value. */
  const LIMITS = [
    ['itemCount', 4_000_000],
    ['width', 512],
    ['layerCount', 12],
    ['headCount', 32],
    ['feedForwardWidth', 4096],
    ['windowLength', 1024],
  ] as const;
  const refused: (readonly [string, unknown, string, string, string])[] = [
    ['no config', undefined, '', 'an object', 'nothing'],
    ['null', null, '', 'an object', 'null'],
    ['a text', 'x', '', 'an object', '"x"'],
    ['no architecture', { ...TINY, architecture: undefined }, 'architecture', '"causal-attention"', 'nothing'],
    ['another architecture', { ...TINY, architecture: 'gru' }, 'architecture', '"causal-attention"', '"gru"'],
    ['no target', { ...TINY, heads: undefined }, 'target', '"next-item" or "next-purchase"', 'nothing'],
    [
      'another target',
      { ...TINY, heads: undefined, target: 'churn' },
      'target',
      '"next-item" or "next-purchase"',
      '"churn"',
    ],
    ['heads that do not divide the width', { ...TINY, headCount: 3 }, 'headCount', 'a divisor of the width 4', '3'],
    ['more heads than width', { ...TINY, headCount: 8 }, 'headCount', 'a divisor of the width 4', '8'],
  ];
  for (const [field, limit] of LIMITS) {
    for (const value of [0, -1, 1.5, limit + 1, '4', null, undefined, [4]]) {
      refused.push([
        `${field} ${JSON.stringify(value)}`,
        { ...TINY, [field]: value },
        field,
        `a whole number from 1 to ${limit}`,
        shownOf(value),
      ]);
    }
  }

  test.each(refused)('refuses %s', (_, found, field, expected, shown) => {
    try {
      parseModelConfig(found);
    } catch (error) {
      expect(error).toBeInstanceOf(AisleError);
      expect((error as AisleError).message).toBe(`Model config: ${field || 'it'} must be ${expected}, found ${shown}.`);
      expect(error).toMatchObject({ code: 'config-invalid', details: { field } });
      return;
    }
    throw new Error('nothing was thrown');
  });

  test.each(LIMITS)('accepts %s from 1 to %i', (field, limit) => {
    // The number of heads must divide the width.
    const base = { ...TINY, width: field === 'headCount' ? 512 : 4, headCount: 1 };
    for (const value of [1, limit]) expect(parseModelConfig({ ...base, [field]: value })[field]).toBe(value);
  });

  test('reads factors by situation, and drops unknown situations and parts', () => {
    const situations = { atChoice: { transitions: 0.25, companions: 1000 }, browsing: {} };
    const more = { ...situations, atNight: { repeats: 2 }, browsing: { mood: 2 } };
    expect(parseModelConfig({ ...TINY, situations: more })).toEqual({ ...TINY, situations });
    expect('situations' in parseModelConfig(TINY)).toBe(false);
  });

  test.each([0, -1, 1001, '1', null])('refuses %j as a factor of a situation', (factor) => {
    expect(() => parseModelConfig({ ...TINY, situations: { atChoice: { repeats: factor } } })).toThrow(
      'Model config: situations.atChoice.repeats must be a number above 0, at most 1000',
    );
  });

  describe('of the transitions', () => {
    const TRANSITION_CONFIG = { queryDecay: 0.7, queryLength: 20, weight: 2, scale: 30 };
    const withTransitions = (memory: unknown) => ({ ...TINY, memory });
    /** Field, smallest tested value, largest accepted value, and the next value above it. */
    const FIELDS = [
      ['queryDecay', 1e-9, 1, 1.0000001],
      ['queryLength', 1, 1024, 1025],
      ['weight', 1e-9, 1000, 1000.001],
      ['scale', 1e-9, 1e9, 1e9 + 1],
    ] as const;

    test('accepts valid transitions, drops unknown fields, accepts their absence', () => {
      expect(parseModelConfig(withTransitions({ ...TRANSITION_CONFIG, comment: 'x' }))).toEqual({
        ...TINY,
        memory: TRANSITION_CONFIG,
      });
      expect('memory' in parseModelConfig(TINY)).toBe(false);
      expect('memory' in parseModelConfig(withTransitions(undefined))).toBe(false);
    });

    test.each(FIELDS)('accepts %s from %d to %d', (field, smallest, largest) => {
      for (const value of [smallest, largest])
        expect(parseModelConfig(withTransitions({ ...TRANSITION_CONFIG, [field]: value })).memory![field]).toBe(value);
    });

    test('accepts a choiceWeight from 1e-9 to 1000', () => {
      for (const choiceWeight of [1e-9, 8, 1000]) {
        const memory = { ...TRANSITION_CONFIG, choiceWeight };
        expect(parseModelConfig(withTransitions(memory)).memory).toEqual(memory);
      }
      for (const choiceWeight of [0, -1, 1000.001, '1', null])
        expect(thrownBy({ ...TRANSITION_CONFIG, choiceWeight })).toMatchObject({ field: 'memory.choiceWeight' });
    });

    const thrownBy = (memory: unknown) => {
      try {
        parseModelConfig(withTransitions(memory));
      } catch (error) {
        if (error instanceof AisleError)
          return { code: error.code, message: error.message, field: error.details.field };
        throw error;
      }
      throw new Error('nothing was thrown');
    };

    test.each(FIELDS)('refuses any other %s', (field, _, largest, above) => {
      for (const value of [0, -1, above, NaN, Infinity, '1', null, undefined, [1]]) {
        expect(thrownBy({ ...TRANSITION_CONFIG, [field]: value })).toEqual({
          code: 'config-invalid',
          message: `Model config: memory.${field} must be a number above 0, at most ${largest}, found ${shownOf(value)}.`,
          field: `memory.${field}`,
        });
      }
    });

    test('refuses a queryLength that is not whole', () => {
      for (const queryLength of [0.5, 19.5]) {
        expect(thrownBy({ ...TRANSITION_CONFIG, queryLength })).toEqual({
          code: 'config-invalid',
          message: `Model config: memory.queryLength must be a whole number, found ${queryLength}.`,
          field: 'memory.queryLength',
        });
      }
    });

    test.each([null, 7, 'x', true])('refuses %j in its place', (memory) => {
      expect(thrownBy(memory)).toEqual({
        code: 'config-invalid',
        message: `Model config: memory must be an object, found ${JSON.stringify(memory)}.`,
        field: 'memory',
      });
    });
  });

  describe('of the repeats', () => {
    // Seven ages, ten event types.
    const REPEAT = { byAge: [3, 2.5, 2, 1.5, 1, 0.5, -1], byType: [0, 1, 2, 3, 4, -5, 6, 7, 8, 9], perLogCount: -0.25 };
    const withRepeat = (repeat: unknown) => ({ ...TINY, repeat });

    test('accepts valid repeats, drops unknown fields, accepts their absence', () => {
      expect(parseModelConfig(withRepeat({ ...REPEAT, comment: 'x' }))).toEqual({ ...TINY, repeat: REPEAT });
      expect('repeat' in parseModelConfig(TINY)).toBe(false);
      expect('repeat' in parseModelConfig(withRepeat(undefined))).toBe(false);
    });

    test('transitions and repeats are both kept', () => {
      const memory = { queryDecay: 0.7, queryLength: 20, weight: 2, scale: 30 };
      expect(parseModelConfig({ ...TINY, memory, repeat: REPEAT })).toEqual({ ...TINY, memory, repeat: REPEAT });
    });

    test('accepts logits from -1000 to 1000', () => {
      for (const value of [-1000, 0, 1000]) {
        const repeat = { byAge: REPEAT.byAge.with(3, value), byType: REPEAT.byType.with(9, value), perLogCount: value };
        expect(parseModelConfig(withRepeat(repeat)).repeat).toEqual(repeat);
      }
    });

    const A_LOGIT = 'a number from -1000 to 1000';
    const refused: (readonly [string, unknown, string, string])[] = [null, 7, 'x', true].map((repeat) => [
      'repeat',
      repeat,
      'an object',
      JSON.stringify(repeat),
    ]);
    for (const value of [-1000.001, 1001, NaN, Infinity, '1', null, undefined, [1]]) {
      refused.push(
        ['repeat.perLogCount', { ...REPEAT, perLogCount: value }, A_LOGIT, shownOf(value)],
        ['repeat.byAge[3]', { ...REPEAT, byAge: REPEAT.byAge.with(3, value as number) }, A_LOGIT, shownOf(value)],
        ['repeat.byType[9]', { ...REPEAT, byType: REPEAT.byType.with(9, value as number) }, A_LOGIT, shownOf(value)],
      );
    }
    for (const list of [
      undefined,
      null,
      7,
      'seven!!',
      {},
      [],
      REPEAT.byAge.slice(1),
      REPEAT.byType.slice(1),
      [...REPEAT.byType, 0],
    ]) {
      refused.push(
        ['repeat.byAge', { ...REPEAT, byAge: list }, 'a list of 7', shownOf(list)],
        ['repeat.byType', { ...REPEAT, byType: list }, 'a list of 10', shownOf(list)],
      );
    }
    // A sparse list has the right length but too few numbers.
    refused.push(['repeat.byAge[0]', { ...REPEAT, byAge: new Array(7) }, A_LOGIT, 'nothing']);

    test.each(refused)('refuses %s of %j', (field, repeat, expected, shown) => {
      const found = () => parseModelConfig(withRepeat(repeat));
      expect(found).toThrow(AisleError);
      expect(found).toThrow(`Model config: ${field} must be ${expected}, found ${shown}.`);
      expect(found).toThrow(expect.objectContaining({ code: 'config-invalid', details: { field } }));
    });
  });
});

test('the weight of the order is above 0 or absent', () => {
  const parse = (orderWeight: unknown) => parseModelConfig({ ...TINY, orderWeight }).orderWeight;
  expect([parse(0.5), parse(undefined)]).toEqual([0.5, undefined]);
  expect(() => parse(0)).toThrow('orderWeight must be a number above 0');
});
