import { normal, seededRandom, type Random } from '@aisle/core';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { parameterSpecs, type ModelConfig, type TrainedModel } from '../config.js';
import type { Action } from '../featurize.js';
import { addMemory, recall } from '../memory.js';
import { useCpuBackend } from '../testing/cpuBackend.js';
import { SEQUENCE_TRANSITIONS, SESSION_TRANSITIONS } from './baselines.js';
import { buildMemory, tuneMemory, type TunedMemory } from './buildMemory.js';
import { evaluateModel, scoreExamples } from './evaluate.js';
import type { Example, TrainingHistory } from './split.js';

vi.setConfig({ testTimeout: 60_000 });
beforeAll(useCpuBackend);

const ITEMS = 24;
const config: ModelConfig = {
  architecture: 'causal-attention',
  itemCount: ITEMS,
  width: 4,
  layerCount: 1,
  headCount: 2,
  feedForwardWidth: 6,
  windowLength: 4,
  target: 'next-item',
};

/** Untrained weights; items r and r + 12 are twins, which the sequence model scores exactly alike. */
function randomModel(random: Random): TrainedModel {
  const values = new Map(
    parameterSpecs(config).map(({ name, shape, init }) => {
      const size = shape.reduce((product, axis) => product * axis, 1);
      return [name, Float32Array.from({ length: size }, () => (typeof init === 'number' ? init : normal(random)))];
    }),
  );
  const embedding = values.get('item_embedding')!;
  embedding.copyWithin(13 * config.width, config.width, 13 * config.width);
  return { config, values };
}

const below = (random: Random, count: number) => Math.floor(random() * count);
const historyOf = (random: Random, length: number, rows: number): Action[] =>
  Array.from({ length }, (_, i) => ({ itemRow: 1 + below(random, rows), typeIndex: 2, timestampMs: i * 60_000 }));

/** Walks that go on by one or two rows most of the time, or as often back, so that a memory has something to remember. */
function walk(random: Random, length: number, backToo = false): Action[] {
  let row = below(random, ITEMS);
  return Array.from({ length }, (_, i) => {
    const step = (1 + below(random, 2)) * (backToo && random() < 0.5 ? -1 : 1);
    row = random() < 0.2 ? below(random, ITEMS) : (row + step + ITEMS) % ITEMS;
    return { itemRow: 1 + row, typeIndex: 2, timestampMs: i * 60_000 };
  });
}

/** 1 + the number of better ones + half the equal ones, read off a full sort. */
function rankBySorting(scores: Float32Array, labelRow: number): number {
  const sorted = [...scores.subarray(1)].sort((a, b) => (a === b ? 0 : b - a));
  const label = scores[labelRow]!;
  return (sorted.indexOf(label) + sorted.lastIndexOf(label)) / 2 + 1;
}

function ndcgAt10(ranks: readonly number[]): number {
  return ranks.reduce((sum, rank) => sum + (rank <= 10 ? 1 / Math.log2(1 + rank) : 0), 0) / ranks.length;
}

/** Every candidate in turn, every item's score anew: what `tuneMemory` must choose. */
async function bruteForce(model: TrainedModel, training: readonly TrainingHistory[], validation: readonly Example[], maskHistory: boolean) {
  const known = validation.filter(({ labelRow }) => labelRow > 0);
  const scores: Float32Array[] = [];
  await scoreExamples(model, known, maskHistory, (index, row) => (scores[index] = row.slice()));
  const sequenceNdcg = ndcgAt10(known.map(({ labelRow }, i) => rankBySorting(scores[i]!, labelRow)));
  let best: TunedMemory | undefined;
  const shapes = [
    { options: SEQUENCE_TRANSITIONS, queryLength: 20 },
    { options: SESSION_TRANSITIONS, queryLength: 10 },
  ];
  for (const { options, queryLength } of shapes) {
    const memory = buildMemory(training, ITEMS, options);
    for (const weight of [0.5, 1, 1.5, 2, 3, 4, 6]) {
      for (const scale of [3, 10, 30, 100, 300]) {
        const candidate = { queryDecay: 0.7, queryLength, weight, scale };
        const ranks = known.map(({ history, labelRow }, i) => {
          const combined = scores[i]!.slice();
          addMemory(combined, candidate, recall(memory, candidate, history));
          return rankBySorting(combined, labelRow);
        });
        const validationNdcg = ndcgAt10(ranks);
        if (!best || validationNdcg > best.validationNdcg) best = { memory, config: candidate, validationNdcg, sequenceNdcg };
      }
    }
  }
  return best!;
}

const train = (histories: readonly Action[][]): TrainingHistory[] => histories.map((actions) => ({ actions, labelRows: new Int32Array(actions.length) }));

describe('tuneMemory chooses what the search over every candidate chooses', () => {
  const cases = [1, 2, 3, 4, 5, 6].flatMap((seed) => [[seed, false], [seed, true]] as const);
  const chosen = new Set<string>();

  test.each(cases)('walks, seed %i, history masked: %s', async (seed, maskHistory) => {
    const random = seededRandom(seed);
    const model = randomModel(random);
    const training = train(Array.from({ length: 2 + 6 * seed }, () => walk(random, 2 + below(random, 30), seed % 2 === 0)));
    const validation = Array.from({ length: 60 }, (_, i): Example => {
      const actions = walk(random, 2 + below(random, 30), seed % 2 === 0);
      // Some labels are unknown, and some lie in the history, where masking hides them.
      const labelRow = i % 9 === 0 ? 0 : i % 7 === 0 ? actions[0]!.itemRow : actions.at(-1)!.itemRow;
      return { userId: `u${i}`, history: actions.slice(0, -1), labelRow };
    });
    const found = await tuneMemory(model, training, validation, maskHistory, 1);
    const expected = await bruteForce(model, training, validation, maskHistory);
    expect(found).toEqual(expected);
    expect(found!.validationNdcg).not.toBe(found!.sequenceNdcg);
    chosen.add(JSON.stringify(found!.config));
  });

  test('and not the same for every shop', () => {
    expect(chosen.size).toBeGreaterThan(3);
    expect(new Set([...chosen].map((text) => (JSON.parse(text) as { queryLength: number }).queryLength))).toEqual(new Set([10, 20]));
  });

  test.each([31, 32, 33, 34])('exact ties inside the first ten, of recalled rows and of others, seed %i', async (seed) => {
    const random = seededRandom(seed);
    const { values } = randomModel(random);
    // Scores of 0, .1 to .4 whatever the history: five items share each. Pairs seen once are transitions of one strength.
    values.get('item_embedding')!.fill(0);
    values.get('item_bias')!.set(Array.from({ length: ITEMS + 1 }, (_, row) => (row % 5) / 10));
    const training = train(Array.from({ length: 25 }, () => historyOf(random, 2, ITEMS)));
    const validation = Array.from({ length: 25 }, (_, i): Example => ({ userId: `u${i}`, history: historyOf(random, 1 + below(random, 4), ITEMS), labelRow: 1 + below(random, ITEMS) }));
    for (const maskHistory of [false, true]) {
      expect(await tuneMemory({ config, values }, training, validation, maskHistory, 1)).toEqual(await bruteForce({ config, values }, training, validation, maskHistory));
    }
  });

  test('where no candidate differs, the first one', async () => {
    const random = seededRandom(13);
    const model = randomModel(random);
    const validation: Example[] = [{ userId: 'u', history: historyOf(random, 3, ITEMS), labelRow: 5 }];
    const found = await tuneMemory(model, [], validation, false, 1);
    expect(found).toEqual(await bruteForce(model, [], validation, false));
    expect(found!.config).toEqual({ queryDecay: 0.7, queryLength: 20, weight: 0.5, scale: 3 });
    expect(found!.validationNdcg).toBe(found!.sequenceNdcg);
  });
});

test('the two NDCGs are those of evaluateModel with the memory and without', async () => {
  const random = seededRandom(21);
  const model = randomModel(random);
  const training = train(Array.from({ length: 30 }, () => walk(random, 20)));
  const validation = Array.from({ length: 40 }, (_, i): Example => {
    const actions = walk(random, 2 + below(random, 30));
    return { userId: `u${i}`, history: actions.slice(0, -1), labelRow: actions.at(-1)!.itemRow };
  });
  const tuned = (await tuneMemory(model, training, validation, false, 1))!;
  const combined = { ...model, config: { ...config, memory: tuned.config }, memory: tuned.memory };
  expect((await evaluateModel(combined, validation, false, [10]))['ndcg@10']).toBe(tuned.validationNdcg);
  expect((await evaluateModel(model, validation, false, [10]))['ndcg@10']).toBe(tuned.sequenceNdcg);
  expect(tuned.validationNdcg).toBeGreaterThan(tuned.sequenceNdcg + 0.1);
});

test('nothing to choose by: no memory', async () => {
  const random = seededRandom(22);
  const model = randomModel(random);
  const training = train([walk(random, 10)]);
  expect(await tuneMemory(model, training, [], false, 1)).toBeUndefined();
  expect(await tuneMemory(model, training, [{ userId: 'u', history: walk(random, 3), labelRow: 0 }], false, 1)).toBeUndefined();
});

test('no tensors are left behind', async () => {
  const random = seededRandom(23);
  const before = tf.memory().numTensors;
  await tuneMemory(randomModel(random), train([walk(random, 10)]), [{ userId: 'u', history: walk(random, 3), labelRow: 2 }], true, 1);
  expect(tf.memory().numTensors).toBe(before);
});
