import { seededRandom } from '@aisle/core';
import {
  type Action,
  allSpecs,
  floatItemMatrix,
  type HeadConfig,
  type Kinds,
  LightEncoder,
  type ModelConfig,
  rankingHead,
  scoreRows,
  sessionHeadConfig,
  type TransitionTable,
  topK,
} from '@aisle/model';
import { packRelease, quantizeModel } from '@aisle/weights/write';
import { writeRelease } from '../../releaseFiles.js';

/** Large enough that a delta of a few rows saves bytes, and small enough to publish quickly. */
const testConfig = {
  architecture: 'causal-attention',
  width: 16,
  layerCount: 1,
  headCount: 2,
  feedForwardWidth: 16,
  windowLength: 4,
  heads: [rankingHead('next-item')],
} as const;

export interface TestRelease {
  /** Default: item-1 to item-200. */
  readonly itemIds?: readonly string[];
  /** Items whose rows have another random seed. */
  readonly changedItems?: readonly string[];
  /** Items of which only the bias has another seed. */
  readonly changedBiases?: readonly string[];
  /** Seed of the encoder. Default: 1. */
  readonly encoderSeed?: number;
  /** Targets of each item: the first has strength 1, the others e. Default: no transitions. */
  readonly transitions?: Readonly<Record<string, readonly string[]>>;
  /** The weight of the transitions. Default: 1. */
  readonly transitionWeight?: number;
  /** As the transitions. They do not count in the score. */
  readonly companions?: Readonly<Record<string, readonly string[]>>;
  readonly kinds?: Kinds;
  /** The share of sessions with a purchase, of a head over the session. Default: no head. */
  readonly baseRate?: number;
  /** Default: test. */
  readonly name?: string;
  readonly parent?: string;
}

const headWith = (baseRate: number): HeadConfig => ({
  ...sessionHeadConfig('purchase-in-session'),
  reliability: { baseRate, bins: [{ upTo: 1, low: 0, high: 1 }] },
});

export const testItemIds = (count = 200) => Array.from({ length: count }, (_, i) => `item-${i + 1}`);

/** Writes a release as train does: an item's row depends only on its id. @returns its id */
export async function writeTestRelease(
  directory: string,
  {
    itemIds = testItemIds(),
    changedItems = [],
    changedBiases = [],
    encoderSeed = 1,
    transitions,
    transitionWeight = 1,
    companions,
    kinds,
    baseRate,
    name = 'test',
    parent,
  }: TestRelease = {},
): Promise<string> {
  const config: ModelConfig = {
    ...testConfig,
    itemCount: itemIds.length,
    ...(baseRate !== undefined && { heads: [...testConfig.heads, headWith(baseRate)] }),
    ...(transitions && { memory: { queryDecay: 0.5, queryLength: 4, weight: transitionWeight, scale: 1 } }),
  };
  const random = seededRandom(encoderSeed);
  const { width } = config;
  const values = new Map(
    allSpecs(config).map(({ name, shape }) => {
      const array = new Float32Array(shape.reduce((a, b) => a * b, 1));
      if (name !== 'item_embedding' && name !== 'item_bias') return [name, array.map(() => random() - 0.5)];
      const perItem = name === 'item_embedding' ? width : 1;
      const changed = name === 'item_embedding' ? changedItems : [...changedItems, ...changedBiases];
      itemIds.forEach((id, i) => {
        const ofItem = seededRandom(1000 * Number(id.split('-')[1]) + (changed.includes(id) ? 1 : 0));
        for (let j = 0; j < perItem; j++) array[(i + 1) * perItem + j] = ofItem() - 0.5;
      });
      return [name, array];
    }),
  );
  const table = transitions && transitionsOf(transitions, itemIds);
  const companionTable = companions && transitionsOf(companions, itemIds);
  const model = quantizeModel({
    config,
    values,
    ...(table && { transitions: table }),
    ...(companionTable && { relations: { companions: companionTable } }),
    ...(kinds && { kinds }),
  });
  const items = floatItemMatrix(model.values.get('item_embedding')!, model.values.get('item_bias')!);
  const golden = [1, 2, 5].map((length) => {
    const history = Array.from(
      { length },
      (_, i): Action => ({ itemRow: 1 + 3 * i, typeIndex: 2, timestampMs: 60_000 * i }),
    );
    const encoder = new LightEncoder(config, model.values, items);
    encoder.advance(history, 0);
    return { history, top: topK(scoreRows(encoder.query(), items), 10) };
  });
  const files = await packRelease(model, itemIds, golden, {
    name,
    createdAt: '2026-01-02T03:04:05.678Z',
    ...(parent !== undefined && { parent }),
  });
  await writeRelease(directory, files);
  return (JSON.parse(new TextDecoder().decode(files.at(-1)!.bytes)) as { releaseId: string }).releaseId;
}

function transitionsOf(
  transitions: Readonly<Record<string, readonly string[]>>,
  itemIds: readonly string[],
): TransitionTable {
  const rows = itemIds.map((id) => (transitions[id] ?? []).map((to) => itemIds.indexOf(to) + 1).sort((a, b) => a - b));
  const offsets = Uint32Array.from([0, 0, ...rows.map((_, i) => rows.slice(0, i + 1).flat().length)]);
  return {
    offsets,
    toRows: Int32Array.from(rows.flat()),
    strengths: Float32Array.from(rows.flatMap((to) => to.map((_, i) => (i === 0 ? 1 : Math.E)))),
  };
}
