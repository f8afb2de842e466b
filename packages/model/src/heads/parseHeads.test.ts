import { Reader } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { sessionHeadConfig } from './linearHead.js';
import { parseHeads, skippedHeads } from './parseHeads.js';
import { rankingHead } from './ranking.js';

const parse = (config: unknown) => parseHeads(Reader.open(config, 'Model config', 'config-invalid'));
const ranking = rankingHead('next-item');
const unknown = { name: 'churn', over: 'session', target: 'leaves-for-good' };

test('the target of an older config is the target of the ranking', () => {
  expect(parse({ target: 'next-purchase' })).toEqual([rankingHead('next-purchase')]);
});

test('heads take precedence over a target', () => {
  expect(parse({ heads: [ranking], target: 'next-purchase' })).toEqual([ranking]);
});

test('an unknown head is skipped, whatever its fields are', () => {
  const heads = [{ ...unknown, over: 'pairs', calibration: 'isotonic' }, ranking];
  const found = parse({ heads });
  expect(found).toEqual([ranking]);
  expect(skippedHeads({ heads }, { heads: found })).toEqual(['churn']);
});

test('an unknown ranking is refused', () => {
  expect(() => parse({ heads: [{ ...ranking, target: 'next-wish' }] })).toThrow(
    expect.objectContaining({ code: 'sdk-too-old', message: expect.stringContaining('"next-wish"') }),
  );
});

test('calibration is read, unknown fields are dropped', () => {
  const calibrated = { ...ranking, calibration: { scale: 0.5, offset: -1 } };
  expect(parse({ heads: [{ ...calibrated, comment: 'x' }] })).toEqual([calibrated]);
});

test('the reliability of a head over the session is read', () => {
  const head = {
    ...sessionHeadConfig('cart-completion'),
    reliability: { baseRate: 0.1, bins: [{ upTo: 1, low: 0.05, high: 0.15 }] },
  };
  expect(parse({ heads: [ranking, head] })).toEqual([ranking, head]);
});

describe('refuses', () => {
  test.each([
    [
      'a reliability without bins',
      { heads: [{ ...ranking, reliability: { baseRate: 0.5, bins: [] } }] },
      'heads[0].reliability.bins must be a list',
    ],
    [
      'a base rate above 1',
      { heads: [{ ...ranking, reliability: { baseRate: 2, bins: [] } }] },
      'heads[0].reliability.baseRate',
    ],
    ['no target and no heads', {}, 'target must be "next-item" or "next-purchase"'],
    ['heads that are not a list', { heads: {} }, 'heads must be a list'],
    ['33 heads', { heads: Array.from({ length: 33 }, () => ranking) }, 'heads must be a list of at most 32'],
    ['no ranking', { heads: [unknown] }, 'the head ranking'],
    ['one name twice', { heads: [ranking, ranking] }, 'heads[1].name must be a name that no other head has'],
    ['a head that is null', { heads: [null] }, 'heads[0] must be an object'],
    ['a name with a dot', { heads: [{ ...ranking, name: 'a.b' }] }, 'heads[0].name'],
    ['a known head over something else', { heads: [{ ...ranking, over: 'session' }] }, 'heads[0].over must be "items"'],
    [
      'a calibration that turns logits round',
      { heads: [{ ...ranking, calibration: { scale: -1, offset: 0 } }] },
      'heads[0].calibration.scale',
    ],
    [
      'a calibration without an offset',
      { heads: [{ ...ranking, calibration: { scale: 1 } }] },
      'heads[0].calibration.offset',
    ],
  ])('%s', (_, config, message) => {
    expect(() => parse(config)).toThrow(message);
  });
});
