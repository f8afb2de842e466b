import { seededRandom } from '@aisle/core';
import {
  type Kinds,
  type ModelConfig,
  parameterSpecs,
  type Relations,
  rankingHead,
  type TransitionConfig,
  type TransitionTable,
} from '@aisle/model';
import { packRelease } from '../write/packRelease.js';

export const tinyConfig: ModelConfig = {
  architecture: 'causal-attention',
  itemCount: 3,
  width: 4,
  layerCount: 1,
  headCount: 2,
  feedForwardWidth: 6,
  windowLength: 3,
  heads: [rankingHead('next-purchase')],
};

export const tinyItemIds = ['sku-1', 'Ünïcödé "2"', '3'];
export const tinyGolden = [{ history: [{ itemRow: 1, typeIndex: 2, timestampMs: 5 }], top: [{ row: 2, score: 0.5 }] }];

export const tinyTransitionsConfig: TransitionConfig = { queryDecay: 0.7, queryLength: 10, weight: 2, scale: 30 };
/** Row 1 leads to 2 and 3, row 3 to itself. The file's 16 levels represent the three strengths exactly. */
export const tinyTransitions: TransitionTable = {
  offsets: Uint32Array.of(0, 0, 2, 2, 3),
  toRows: Int32Array.of(2, 3, 3),
  strengths: Float32Array.of(1, Math.E, Math.exp(0.2)),
};

/** With a part of the score for companions only. */
export const tinyRelations: Relations = {
  companions: tinyTransitions,
  substitutes: {
    offsets: Uint32Array.of(0, 0, 1, 2, 2),
    toRows: Int32Array.of(2, 1),
    strengths: Float32Array.of(1, 2),
  },
};
export const tinyKinds: Kinds = {
  names: ['Outdoor > Tents', 'Küche'],
  ofRow: Int32Array.of(-1, 0, 1, -1),
  repurchases: [
    { share: 0.05, medianDays: undefined },
    { share: 0.5, medianDays: 30.5 },
  ],
  trending: Int32Array.of(3, 1),
};

/** Random float32 values. The item embedding starts with values that are hard to write. */
export function tinyValues(): Map<string, Float32Array> {
  const random = seededRandom(6);
  const values = new Map(
    parameterSpecs(tinyConfig).map(({ name, shape }) => [
      name,
      Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5),
    ]),
  );
  values.get('item_embedding')!.set([-0, 1e-45, 1e38, -1 / 3]);
  return values;
}

export interface TinyChanges {
  values?: Map<string, Float32Array>;
  itemIds?: string[];
  name?: string;
  createdAt?: string;
  parent?: string;
  /** Default: none. */
  transitions?: TransitionTable;
  /** With a part of the score for its companions. Default: none. */
  relations?: Relations;
  /** Default: none. */
  kinds?: Kinds;
}

/** The files of a small release by name, and its manifest as JSON. */
export async function packTiny(changed: TinyChanges = {}) {
  const {
    transitions,
    relations,
    kinds,
    values = tinyValues(),
    itemIds = tinyItemIds,
    name = 'tiny',
    createdAt = '2026-01-02T03:04:05.678Z',
    parent,
  } = changed;
  const model = {
    config: {
      ...tinyConfig,
      ...(transitions && { memory: tinyTransitionsConfig }),
      ...(relations && { companions: tinyTransitionsConfig }),
    },
    values,
    ...(transitions && { transitions }),
    ...(relations && { relations }),
    ...(kinds && { kinds }),
  };
  const packed = await packRelease(model, itemIds, tinyGolden, { name, createdAt, ...(parent && { parent }) });
  const files = new Map(packed.map((file) => [file.name, file.bytes]));
  return {
    packed,
    files,
    manifestJson: JSON.parse(new TextDecoder().decode(files.get('manifest.json')!)) as Record<string, unknown>,
  };
}
