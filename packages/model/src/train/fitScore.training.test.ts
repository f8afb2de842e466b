import { ACTION_TYPES, type Random, seededRandom } from '@aisle/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Action } from '../action.js';
import type { TrainedModel } from '../config.js';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { untrainedModel } from '../testing/untrainedModel.js';
import { topK } from '../topK.js';
import { historyPartsScorer, networkOnly } from './ablations.js';
import { applyScore } from './applyScore.js';
import { contentNeighbours } from './contentNeighbours.js';
import { evaluateModel, scoreExamples } from './evaluate.js';
import { type FittedScore, fitScore, type ScoreOptions } from './fitScore.js';
import type { Example, TrainingHistory } from './split.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
beforeAll(useCpuBackend);

const ITEMS = 60;
const [VIEW, CART] = [ACTION_TYPES.indexOf('view_item'), ACTION_TYPES.indexOf('add_to_cart')] as [number, number];
const DAY_MS = 86_400_000;

/** Its item vectors are 0, so it scores every item alike. */
function blindModel(): TrainedModel {
  const model = untrainedModel(ITEMS);
  model.values.get('item_embedding')!.fill(0);
  return model;
}

const below = (random: Random, count: number) => Math.floor(random() * count);
const action = (itemRow: number, timestampMs: number, typeIndex = VIEW): Action => ({
  itemRow,
  typeIndex,
  timestampMs,
});
const trainOn = (histories: readonly (readonly Action[])[]): TrainingHistory[] =>
  histories.map((actions) => ({
    actions,
    labelRows: Int32Array.from(actions, (_, i) => actions[i + 1]?.itemRow ?? 0),
  }));
const lastIsAnswer = (actions: readonly Action[], i: number): Example => ({
  userId: `u${i}`,
  history: actions.slice(0, -1),
  labelRow: actions.at(-1)!.itemRow,
});
const times = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
/** Random items a day apart. There is nothing to learn. */
const noise = (random: Random, length: number) => times(length, (i) => action(1 + below(random, ITEMS), i * DAY_MS));

const optionsFor = (
  training: readonly TrainingHistory[],
  validation: readonly Example[],
  changed: Partial<ScoreOptions> = {},
): ScoreOptions => ({
  training,
  validation,
  maskHistory: false,
  timed: true,
  seed: 1,
  ...changed,
});
/** Cross-entropy of a guess among all items, in nats. */
const GUESS = Math.log(ITEMS);

describe('a log whose shoppers return to items in the cart', () => {
  const random = seededRandom(31);
  const training = trainOn(times(60, () => noise(random, 8)));
  // The item in the cart is three actions back. One label in ten is a random item.
  const validation = times(200, (i): Example => {
    const history = noise(random, 8).map((step, at) => (at === 4 ? { ...step, typeIndex: CART } : step));
    return { userId: `u${i}`, history, labelRow: random() < 0.1 ? 1 + below(random, ITEMS) : history[4]!.itemRow };
  });

  let score: FittedScore;
  beforeAll(async () => {
    score = (await fitScore(blindModel(), optionsFor(training, validation)))!;
  });

  test('the repeats learn it', () => {
    const { weights } = score;
    const { byAge, byType } = weights.repeat;
    const cart = byAge[3]! + byType[CART]!;
    // .9 of the labels against .1 spread over 60 items: log odds of ln(.9 * 60 / .1) = 6.3 against an item outside the
    // history.
    expect(cart).toBeGreaterThan(4.5);
    expect(cart).toBeLessThan(8);
    for (const age of [0, 1, 2]) expect(cart - (byAge[age]! + byType[VIEW]!)).toBeGreaterThan(3);
    // -.9 ln .9 - .1 ln (.1 / 60) = .73, with a margin for 200 examples.
    expect(weights.loss).toBeLessThan(0.9);
  });

  test('the finished model ranks by the repeats', async () => {
    const model = blindModel();
    const whole = applyScore(model, score, { training, maskHistory: false, timed: true });
    expect((await evaluateModel(whole, validation, false, [1]))['hr@1']).toBeGreaterThan(0.85);
    expect((await evaluateModel(model, validation, false, [1]))['hr@1']).toBeLessThan(0.1);
  });

  test('without the history in the ranking, repeats have no weight', async () => {
    const masked = validation
      .map((example) => ({ ...example, labelRow: 1 + below(random, ITEMS) }))
      .filter(({ history, labelRow }) => !history.some(({ itemRow }) => itemRow === labelRow));
    const found = (await fitScore(blindModel(), optionsFor(training, masked, { maskHistory: true })))!;
    expect(
      Object.values(found.weights.repeat)
        .flat()
        .every((value) => value === 0),
    ).toBe(true);
    expect('repeat' in applyScore(blindModel(), found, { training, maskHistory: true, timed: true }).config).toBe(
      false,
    );
    expect(found.weights.loss).toBeLessThan(GUESS + 0.05);
  });
});

test('carts count more than views if the next item goes with them', async () => {
  const random = seededRandom(36);
  // Item 1 is followed by 31, item 2 by 32 and so on. The cart item is four actions old, the views are of any items.
  const followed = (row: number) => 30 + row;
  const training = trainOn(
    times(400, () => [1 + below(random, 30)].flatMap((row) => [action(row, 0), action(followed(row), 60_000)])),
  );
  const validation = times(150, (i): Example => {
    const rows = times(5, () => 1 + below(random, 30));
    const history = rows.map((row, at) => action(row, at * DAY_MS, at === 0 ? CART : VIEW));
    return { userId: `u${i}`, history, labelRow: followed(rows[0]!) };
  });
  const options = optionsFor(
    [...training, ...trainOn([noise(random, 2).map((a) => ({ ...a, typeIndex: CART }))])],
    validation,
  );
  const score = (await fitScore(blindModel(), options))!;
  expect(score.transitions!.choiceWeight).toBe(8);
  const whole = applyScore(blindModel(), score, options);
  expect(whole.config.memory!.choiceWeight).toBe(8);
  expect((await evaluateModel(whole, validation, false, [1]))['hr@1']).toBeGreaterThan(0.9);
  const viewsOnly = (await fitScore(blindModel(), { ...options, training }))!;
  expect(viewsOnly.transitions).not.toHaveProperty('choiceWeight');
});

describe('a log whose related items occur within minutes of each other', () => {
  const random = seededRandom(32);
  /**
   * Visits a month apart. Each is an item and, a minute later, another item of its group of six. The next visit always
   * begins with the same item after the same item. Counted by steps, that is the strongest transition.
   */
  const visits = (count: number) => {
    const actions: Action[] = [];
    let row = 1 + below(random, ITEMS);
    for (let visit = 0; visit < count; visit++) {
      const six = 6 * Math.floor((row - 1) / 6);
      const other = 1 + six + ((row - 1 - six + 1 + below(random, 5)) % 6);
      actions.push(action(row, 30 * DAY_MS * visit), action(other, 30 * DAY_MS * visit + 60_000));
      row = 1 + ((7 * other + 13) % ITEMS);
    }
    return actions;
  };
  const training = trainOn(times(300, () => visits(4)));
  const validation = times(150, (i) => lastIsAnswer(visits(4), i));
  let score: FittedScore;
  beforeAll(async () => {
    score = (await fitScore(blindModel(), optionsFor(training, validation)))!;
  });

  test('keeps as many transitions of each item as the ranking needs', () => {
    // Five other items of its six. With four of them, every fifth label would be lost.
    expect(score.transitions!.neighbours).toBe(6);
    const { offsets } = applyScore(blindModel(), score, { training, maskHistory: false, timed: true }).transitions!;
    expect(Math.max(...Array.from(offsets, (end, i) => end - (offsets[i - 1] ?? 0)))).toBe(5);
  });

  test('chooses a rule that counts such pairs', () => {
    const { transitions, weights, candidates } = score;
    expect(transitions!.rule.name).toMatch(/^within/);
    expect(weights.transitions).toBeGreaterThan(0.5);
    const of = (pattern: RegExp) => candidates.filter((candidate) => pattern.test(candidate.rule));
    const highest = (pattern: RegExp) => Math.max(...of(pattern).map(({ ndcg }) => ndcg));
    const lowest = (pattern: RegExp) => Math.min(...of(pattern).map(({ loss }) => loss));
    // Seven rules, three queries each.
    expect(candidates.length).toBe(27);
    // The label is one of five items. The other rules rank the first item of the next visit above them.
    expect(highest(/^within/)).toBeGreaterThan(highest(/^nearby|session/) + 0.05);
    expect(lowest(/^within/)).toBeLessThan(lowest(/^nearby|session/) - 0.1);
  });

  test('the finished model ranks by the pairs, the network without transitions does not', async () => {
    const whole = applyScore(blindModel(), score, { training, maskHistory: false, timed: true });
    // The history has one visit, so that only its items look up transitions: the five others of the six come first.
    const test = times(100, (i) => lastIsAnswer(visits(1), i));
    expect((await evaluateModel(whole, test, false, [5]))['hr@5']).toBeGreaterThan(0.95);
    expect((await evaluateModel(networkOnly(whole), test, false, [5]))['hr@5']).toBeLessThan(0.3);
    const { history } = test[0]!;
    const six = Math.floor((history.at(-1)!.itemRow - 1) / 6);
    const found = topK(historyPartsScorer(whole)(history), 5);
    expect(found.map(({ row }) => Math.floor((row - 1) / 6))).toEqual([six, six, six, six, six]);
  });

  test('without timestamps, no rule by time is tried', async () => {
    const { transitions, candidates } = (await fitScore(
      blindModel(),
      optionsFor(training, validation, { timed: false }),
    ))!;
    expect(candidates.length).toBe(12);
    expect(candidates.some(({ rule }) => rule.startsWith('within'))).toBe(false);
    expect(transitions!.rule.name).not.toMatch(/^within/);
  });
});

describe('a log whose shoppers take another item of the same kind next', () => {
  const random = seededRandom(34);
  /** Training says nothing about a third of the items. */
  const training = trainOn(times(200, () => times(4, (i) => action(1 + below(random, (2 * ITEMS) / 3), i * DAY_MS))));
  const kindOf = (row: number) => Math.floor((row - 1) / 6);
  const validation = times(150, (i): Example => {
    const history = noise(random, 3);
    const last = history.at(-1)!.itemRow;
    return { userId: `u${i}`, history, labelRow: 1 + 6 * kindOf(last) + ((last + below(random, 5)) % 6) };
  });
  const content = contentNeighbours(
    [
      {
        count: ITEMS / 6,
        offsets: Uint32Array.from({ length: ITEMS + 2 }, (_, row) => Math.max(0, row - 1)),
        ids: Int32Array.from(times(ITEMS, (i) => kindOf(i + 1))),
      },
    ],
    ITEMS,
  );

  test('similar items join the transitions, also of items without events', async () => {
    const counted = { training, maskHistory: true, timed: true, content };
    const found = (await fitScore(blindModel(), { ...counted, validation, seed: 1 }))!;
    expect(found.transitions!.content!.weight).toBeGreaterThan(0);
    const { offsets, toRows } = applyScore(blindModel(), found, counted).transitions!;
    expect([...toRows.subarray(offsets[ITEMS]!, offsets[ITEMS + 1]!)]).toEqual([55, 56, 57, 58, 59]);
    const without = (await fitScore(blindModel(), { ...counted, content: undefined, validation, seed: 1 }))!;
    expect(without.candidates.some((candidate) => 'content' in candidate)).toBe(false);
    expect(found.ndcg).toBeGreaterThan(2 * without.ndcg);
  });
});

test('a network that predicts the log gets more weight, contradicting transitions get none', async () => {
  const random = seededRandom(33);
  const model = untrainedModel(ITEMS);
  const examples = times(150, (i): Example => ({ userId: `u${i}`, history: noise(random, 4), labelRow: 1 }));
  const validation: Example[] = [];
  await scoreExamples(
    model,
    examples,
    false,
    (index, scores) => (validation[index] = { ...examples[index]!, labelRow: topK(scores, 1)[0]!.row }),
  );
  // In training, every history continues with another item than in validation.
  const training = trainOn(
    validation.map(({ history, labelRow }) => [...history, action(1 + (labelRow % ITEMS), 5 * DAY_MS)]),
  );
  const { weights, transitions } = (await fitScore(model, optionsFor(training, validation)))!;
  expect(weights.network).toBeGreaterThan(2);
  expect(weights.loss).toBeLessThan(0.25);
  expect(transitions === undefined || weights.transitions < 0.1 * weights.network).toBe(true);
});

describe('the validation examples of fitScore', () => {
  const random = seededRandom(35);
  const training = trainOn(times(20, () => noise(random, 6)));
  const validation = times(30, (i) => lastIsAnswer(noise(random, 6), i)).filter(
    ({ history, labelRow }) => !history.some(({ itemRow }) => itemRow === labelRow),
  );

  test('without a known label, the result is undefined', async () => {
    expect(await fitScore(untrainedModel(ITEMS), optionsFor(training, []))).toBeUndefined();
    expect(
      await fitScore(untrainedModel(ITEMS), optionsFor(training, [{ ...validation[0]!, labelRow: 0 }])),
    ).toBeUndefined();
  });

  test('ignores unknown labels, repeats its result, and reports progress up to 1', async () => {
    const shares: number[] = [];
    const found = await fitScore(untrainedModel(ITEMS), optionsFor(training, validation), (share) =>
      shares.push(share),
    );
    const unknown = { ...validation[0]!, labelRow: 0 };
    expect(await fitScore(untrainedModel(ITEMS), optionsFor(training, [unknown, ...validation, unknown]))).toEqual(
      found,
    );
    expect(shares).toEqual(times(27, (i) => (i + 1) / 27));
  });

  test('without pairs in training, it chooses no transitions', async () => {
    const alone = trainOn(times(20, () => noise(random, 1)));
    const found = (await fitScore(untrainedModel(ITEMS), optionsFor(alone, validation)))!;
    expect('transitions' in found).toBe(false);
    expect(
      'memory' in applyScore(untrainedModel(ITEMS), found, { training: alone, maskHistory: false, timed: true }).config,
    ).toBe(false);
  });

  test('ignores labels that are masked with the history', async () => {
    const masked = { ...validation[0]!, labelRow: validation[0]!.history[1]!.itemRow };
    const found = await fitScore(untrainedModel(ITEMS), optionsFor(training, validation, { maskHistory: true }));
    expect(Number.isFinite(found!.weights.loss)).toBe(true);
    expect(
      await fitScore(untrainedModel(ITEMS), optionsFor(training, [...validation, masked], { maskHistory: true })),
    ).toEqual(found);
    expect(
      await fitScore(untrainedModel(ITEMS), optionsFor(training, [masked], { maskHistory: true })),
    ).toBeUndefined();
  });

  test('disposes its tensors', async () => {
    const before = tf.memory().numTensors;
    await fitScore(untrainedModel(ITEMS), optionsFor(training, validation));
    expect(tf.memory().numTensors).toBe(before);
  });
});
