import { ACTION_TYPES, seededRandom } from '@aisle/core';
import {
  type Action,
  floatItemMatrix,
  goldenConfig,
  LightEncoder,
  sessionFeatures,
  sessionHeads,
  sessionLogit,
  type TrainedModel,
  topK,
} from '@aisle/model';
import { scoreExamples } from '@aisle/model/train';
import type { GoldenVector } from '@aisle/weights';

const GOLDEN_COUNT = 24;
const GOLDEN_TOP = 10;

/**
 * Random histories with the trainer's rankings by the parts in `goldenConfig`, and with the logits of the heads over the
 * session. Releases are public, so they must not contain a shopper's history.
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
      const history = histories[index]!;
      golden[index] = { history, top: topK(scores, top), ...headLogits(model, history) };
    },
  );
  return golden;
}

function headLogits({ config, values }: TrainedModel, history: readonly Action[]) {
  const heads = sessionHeads(config);
  if (heads.length === 0) return undefined;
  const items = floatItemMatrix(values.get('item_embedding')!, values.get('item_bias')!);
  const encoder = new LightEncoder(config, values, items);
  encoder.advance(history, 0);
  const features = sessionFeatures(history, history.at(-1)!.timestampMs);
  const state = encoder.state();
  return {
    heads: Object.fromEntries(heads.map((head) => [head.name, sessionLogit(head, values, state, features)])),
  };
}
