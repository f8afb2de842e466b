import type { Release } from '@aisle/weights';
import { expect, test } from 'vitest';
import { randomRelease, withHeads } from '../testing/smallRelease.js';
import { checkRelease } from './checkRelease.js';
import { LightScorer } from './lightScorer.js';

const history = [{ itemRow: 2, typeIndex: 2, timestampMs: 0 }];

/** A release of random weights with a change. */
const releaseOf = (
  ...changes: [change?: (values: Map<string, Float32Array>) => void, check?: Release['manifest']['check']]
) => randomRelease('r', ...changes);

const top = () => new LightScorer(releaseOf()).top(history, 3, new Set()).map(({ row, score }) => ({ row, score }));

test('a release passes if its answers agree to 0.001 logits', () => {
  expect(() => checkRelease(releaseOf())).not.toThrow();
  expect(() =>
    checkRelease(
      releaseOf(undefined, [{ history, top: top().map(({ row, score }) => ({ row, score: score + 0.0009 })) }]),
    ),
  ).not.toThrow();
});

test.each<[string, Release, string]>([
  [
    'another score',
    releaseOf(undefined, [{ history, top: top().map(({ row, score }) => ({ row, score: score + 0.0011 })) }]),
    'golden vector: expected',
  ],
  [
    'another item at a rank',
    releaseOf(undefined, [{ history, top: [top()[1]!, top()[0]!] }]),
    'golden vector: expected',
  ],
  [
    'the right score for another item',
    releaseOf(undefined, [{ history, top: [{ row: top()[2]!.row, score: top()[0]!.score }] }]),
    'golden vector: expected',
  ],
  [
    'a score of NaN outside of golden vectors',
    releaseOf((values) => (values.get('item_bias')![4] = NaN)),
    'the score of d is NaN',
  ],
  ['an infinite score', releaseOf((values) => (values.get('item_bias')![5] = Infinity)), 'the score of e is Infinity'],
])('refuses %s', (_, release, message) => {
  expect(() => checkRelease(release)).toThrow(
    expect.objectContaining({ code: 'release-failed-check', message: expect.stringContaining(message) }),
  );
});

test('golden vectors contain no companions and substitutes', () => {
  const substitutes = {
    offsets: Uint32Array.of(0, 0, 0, 1, 1, 1, 1),
    toRows: Int32Array.of(5),
    strengths: Float32Array.of(1),
  };
  const plain = releaseOf(undefined, [{ history, top: top() }]);
  const config = { ...plain.config, substitutes: { queryDecay: 0.5, queryLength: 2, weight: 2, scale: 1 } };
  const release = { ...plain, config, relations: { substitutes } };
  expect(new LightScorer(release).top(history, 1, new Set())[0]!.row).toBe(5);
  expect(() => checkRelease(release)).not.toThrow();
});

test('equal scores can be in any order', () => {
  const equal = releaseOf((values) => {
    for (const name of ['item_embedding', 'item_bias']) {
      const table = values.get(name)!;
      const rowLength = table.length / 6;
      for (let i = 2 * rowLength; i < table.length; i++) table[i] = table[i - rowLength]!;
    }
  });
  const [best] = new LightScorer(equal).top(history, 1, new Set());
  const { score } = best!;
  const manifest = {
    ...equal.manifest,
    check: [
      {
        history,
        top: [
          { row: 5, score },
          { row: 3, score },
        ],
      },
    ],
  };
  expect(() => checkRelease({ ...equal, manifest })).not.toThrow();
});

test('heads over the session must give the logits of the golden vectors', () => {
  const withGolden = (logit: number) =>
    withHeads(releaseOf(undefined, [{ history, top: [], heads: { cart_completion: logit } }]), {
      'cart-completion': 0.5,
    });
  expect(() => checkRelease(withGolden(0.5009))).not.toThrow();
  expect(() => checkRelease(withGolden(0.502))).toThrow(
    expect.objectContaining({
      code: 'release-failed-check',
      message: expect.stringContaining('expected 0.502 from the head cart_completion, found 0.5'),
    }),
  );
});

test('a head that is not a number is refused', () => {
  const release = releaseOf(undefined, [{ history, top: [], heads: { cart_completion: 0 } }]);
  expect(() => checkRelease(withHeads(release, { 'cart-completion': NaN }))).toThrow('found NaN');
});
