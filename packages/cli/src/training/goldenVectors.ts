import { ACTION_TYPES, seededRandom } from '@aisle/core';
import { type Action, type TrainedModel, topK } from '@aisle/model';
import { scoreExamples } from '@aisle/model/train';
import type { GoldenVector } from '@aisle/weights';

const GOLDEN_COUNT = 24;
const GOLDEN_TOP = 10;

/** Invented histories with this engine's answers: a release is public, and a shopper's history has no place in it. */
export async function goldenVectors(model: TrainedModel, seed: number): Promise<GoldenVector[]> {
  const random = seededRandom(seed);
  const { itemCount, windowLength } = model.config;
  const types = (['view_item', 'add_to_cart', 'purchase'] as const).map((type) => ACTION_TYPES.indexOf(type));
  const histories = Array.from({ length: GOLDEN_COUNT }, (_, i) => {
    // The shortest come first: those are what a device answers before it adopts the release.
    const length = 2 + Math.floor(((windowLength - 2) * i * i) / (GOLDEN_COUNT - 1) ** 2);
    return Array.from(
      { length },
      (_, at): Action => ({
        itemRow: 1 + Math.floor(random() * itemCount),
        typeIndex: types[Math.floor(random() * types.length)]!,
        timestampMs: at * 90_000,
      }),
    );
  });
  const golden: GoldenVector[] = [];
  await scoreExamples(
    model,
    histories.map((history) => ({ userId: '', history, labelRow: 0 })),
    false,
    (index, scores) => {
      golden[index] = { history: histories[index]!, top: topK(scores, GOLDEN_TOP) };
    },
  );
  return golden;
}
