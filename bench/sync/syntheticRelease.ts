import { normal, type Random, seededRandom } from '@aisle/core';
import { type ModelConfig, parameterSpecs, rankingHead, type TrainedModel } from '@aisle/model';
import { packRelease, quantizeModel, type ReleaseFile } from '@aisle/weights/write';

const MODEL_SHAPE = {
  architecture: 'causal-attention',
  width: 64,
  layerCount: 2,
  headCount: 2,
  feedForwardWidth: 256,
  windowLength: 50,
  heads: [rankingHead('next-purchase')],
} as const;
const NEIGHBOURS = 16;
/** A release stores strengths of transitions on 16 levels. */
const STRENGTH_LEVELS = Float32Array.from({ length: 16 }, (_, i) => Math.exp(i / 4 - 2));
const LARGEST_BIAS = 4;

export interface Change {
  /** As shares of the catalogue. */
  readonly changed: number;
  readonly added: number;
}

/**
 * A release with random weights, as large as a trained release of the same catalogue. Its values are on 63 steps, as in a
 * trained release, so it compresses as well. A test of real releases confirms this.
 *
 * @param change Makes the release that a retraining would make. Some items get new vectors, biases and transitions. New
 * items are added at the end. Everything else stays.
 */
export async function syntheticRelease(itemCount: number, change?: Change): Promise<ReleaseFile[]> {
  const random = seededRandom(1);
  const changeRandom = seededRandom(2);
  const addedCount = Math.round(itemCount * (change?.added ?? 0));
  const total = itemCount + addedCount;
  const rows = Array.from({ length: itemCount }, () => drawItem(random, itemCount));
  const changedCount = Math.round(itemCount * (change?.changed ?? 0));
  for (let i = 0; i < changedCount; i++) rows[Math.floor(changeRandom() * itemCount)] = drawItem(changeRandom, total);
  for (let i = 0; i < addedCount; i++) rows.push(drawItem(changeRandom, total));

  const { width } = MODEL_SHAPE;
  const memory = { queryDecay: 0.7, queryLength: 20, weight: 5, scale: 0.04 };
  const config: ModelConfig = { ...MODEL_SHAPE, itemCount: total, memory };
  const encoder = seededRandom(3);
  const values = new Map(
    parameterSpecs(config).map(({ name, shape, init }) => {
      const size = shape.reduce((product, axis) => product * axis, 1);
      if (name === 'item_embedding')
        return [
          name,
          Float32Array.from({ length: size }, (_, i) =>
            i < width ? 0 : rows[Math.floor(i / width) - 1]!.vector[i % width]!,
          ),
        ];
      // Row 0 is not an item. The trainer stores the scale in its bias.
      if (name === 'item_bias')
        return [
          name,
          Float32Array.from({ length: size }, (_, row) => (row === 0 ? LARGEST_BIAS : rows[row - 1]!.bias)),
        ];
      return [
        name,
        Float32Array.from(
          { length: size },
          () => (typeof init === 'number' ? init : init.standardDeviation) * normal(encoder),
        ),
      ];
    }),
  );
  const offsets = new Uint32Array(total + 2);
  rows.forEach(({ neighbours }, i) => (offsets[i + 2] = offsets[i + 1]! + neighbours.length));
  const neighbours = rows.flatMap((row) => row.neighbours);
  const transitions = {
    offsets,
    toRows: Int32Array.from(neighbours, ([row]) => row),
    strengths: Float32Array.from(neighbours, ([, level]) => STRENGTH_LEVELS[level]!),
  };
  const model: TrainedModel = quantizeModel({ config, values, transitions });
  const ids = seededRandom(4);
  const itemIds = Array.from({ length: total }, (_, i) => `${1_000_000 + i * 7 + Math.floor(ids() * 7)}`);
  return packRelease(model, itemIds, [], {
    name: `synthetic-${itemCount}`,
    createdAt: change ? '2026-01-02T00:00:00Z' : '2026-01-01T00:00:00Z',
  });
}

function drawItem(random: Random, itemCount: number) {
  const vector = Float32Array.from({ length: MODEL_SHAPE.width }, () => normal(random) / Math.sqrt(MODEL_SHAPE.width));
  const bias = Math.max(-LARGEST_BIAS, Math.min(LARGEST_BIAS, normal(random)));
  const rows = new Set(Array.from({ length: NEIGHBOURS }, () => 1 + Math.floor(random() * itemCount)));
  const neighbours = [...rows]
    .sort((a, b) => a - b)
    .map((row) => [row, Math.floor(random() * STRENGTH_LEVELS.length)] as const);
  return { vector, bias, neighbours };
}
