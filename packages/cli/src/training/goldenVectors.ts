import { ACTION_TYPES, seededRandom } from '@aisle/core';
import { type Action, goldenConfig, type TrainedModel, topK } from '@aisle/model';
import { scoreExamples } from '@aisle/model/train';
import type { GoldenVector } from '@aisle/weights';

const GOLDEN_COUNT = 24;
const GOLDEN_TOP = 10;

/**
 * Random histories with the trainer's rankings by the parts in `goldenConfig`. Releases are public, so they must not contain a shopper's
 * history.
 */
export async function goldenVectors(model: TrainedModel, seed: number, top = GOLDEN_TOP): Promise<GoldenVector[]> {
  const random = seededRandom(seed);
  const { itemCount, windowLength } = model.config;
  const types = (['view_item', 'add_to_cart', 'purchase'] as const).map((type) => ACTION_TYPES.indexOf(type));
  const histories = Array.from({ length: GOLDEN_COUNT }, (_, i) => {
    // The shortest are first: a device checks those before it uses the release.
    const length = 2 + Math.floor(((windowLength - 2) * i * i) / (GOLDEN_COUNT - 1) ** 2);
    return Array.from(
      { length },
      (_, i): Action => ({
        itemRow: 1 + Math.floor(random() * itemCount),
        typeIndex: types[Math.floor(random() * types.length)]!,
        timestampMs: i * 90_000,
      }),
    );
  });
  const golden: GoldenVector[] = [];
  await scoreExamples(
    { ...model, config: goldenConfig(model.config) },
    histories.map((history) => ({ userId: '', history, labelRow: 0 })),
    false,
    (index, scores) => {
      golden[index] = { history: histories[index]!, top: topK(scores, top) };
    },
  );
  return golden;
}
