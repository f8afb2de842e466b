import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { normal, seededRandom } from '@aisle/core';
import type { TimingFile } from '@aisle/decisions';
import {
  type Action,
  floatItemMatrix,
  goldenConfig,
  type HeadConfig,
  headSpecs,
  historyScores,
  type ItemTarget,
  type Kinds,
  LightEncoder,
  type ModelConfig,
  type ProbabilityConfig,
  parameterSpecs,
  type Relations,
  type RepeatConfig,
  rankingHead,
  SESSION_FEATURES,
  type SessionFeature,
  type SessionTarget,
  scoreRows,
  sessionFeatures,
  sessionHeadConfig,
  sessionHeads,
  sessionLogit,
  sumScoreParts,
  type TrainedModel,
  type TransitionConfig,
  type TransitionTable,
  topK,
} from '@aisle/model';
import type { GoldenVector } from '@aisle/weights';
import { packRelease, quantizeModel } from '@aisle/weights/write';

export interface SmallReleaseOptions {
  /** Items are `item-1` to `item-<itemCount>`, in the order of their rows. */
  readonly itemCount: number;
  /** The same seed gives the same weights; another seed gives another ranking. */
  readonly seed: number;
  /** Default: next-item. */
  readonly target?: ItemTarget;
  /** Default: SHAPE. */
  readonly shape?: Pick<ModelConfig, 'width' | 'layerCount' | 'headCount' | 'feedForwardWidth' | 'windowLength'>;
  /** Items whose vectors get new random values, as in a retraining. A release of the same seed differs only in them. */
  readonly retrained?: { readonly items: readonly number[]; readonly seed: number; readonly parent?: string };
  /** Gives every item the values of the first one. */
  readonly allEqual?: boolean;
  /** Default: none. */
  readonly transitions?: { readonly config: TransitionConfig; readonly table: TransitionTable };
  /** Both relations count with one config. Without it, they are not part of the score. Default: none. */
  readonly relations?: { readonly config?: TransitionConfig; readonly tables: Relations };
  /** Default: none. */
  readonly situations?: NonNullable<ModelConfig['situations']>;
  /** Default: none. */
  readonly repeat?: RepeatConfig;
  /** Default: none. Needs `kinds` with a context. */
  readonly context?: NonNullable<ModelConfig['context']>;
  /** Default: none. */
  readonly kinds?: Kinds;
  /** Default: none. */
  readonly probability?: ProbabilityConfig;
  /** Heads over the session. Default: none. */
  readonly sessionHeads?: readonly SmallHead[];
  /** Models of order timing. Default: none. */
  readonly orderTiming?: TimingFile;
  /** Changes the golden vectors, so that the release fails its check. Default: no change. */
  readonly alterGolden?: (golden: readonly GoldenVector[]) => readonly GoldenVector[];
}

/** A head whose logit is `bias` and the sum of some features, each times its weight. */
export interface SmallHead extends Pick<HeadConfig, 'calibration' | 'reliability'> {
  readonly target: SessionTarget;
  readonly bias: number;
  readonly features?: Partial<Record<SessionFeature, number>>;
}

export interface SmallRelease {
  readonly releaseId: string;
  readonly config: ModelConfig;
  /** Values after quantisation, as a reader gets them. The tables are quantised too. */
  readonly values: ReadonlyMap<string, Float32Array>;
  readonly itemIds: readonly string[];
  readonly transitions?: TransitionTable;
  readonly relations?: Relations;
}

/** Wide enough for heads and layers to have an effect; scores in less than a millisecond. */
const SHAPE = { width: 16, layerCount: 2, headCount: 2, feedForwardWidth: 32, windowLength: 8 } as const;

/**
 * Writes a release of random weights into `directory`, its manifest last. It is for tests that need a ranking that
 * depends on the history, but no good ranking.
 */
export async function writeSmallRelease(
  directory: string,
  {
    itemCount,
    seed,
    target = 'next-item',
    shape = SHAPE,
    allEqual = false,
    retrained,
    transitions: transitionOptions,
    relations: relationOptions,
    situations,
    repeat,
    context,
    kinds,
    probability,
    sessionHeads: smallHeads = [],
    orderTiming,
    alterGolden = (golden) => golden,
  }: SmallReleaseOptions,
): Promise<SmallRelease> {
  const config: ModelConfig = {
    architecture: 'causal-attention',
    heads: [
      rankingHead(target),
      ...smallHeads.map(({ target, bias: _, features: __, ...head }) => ({ ...sessionHeadConfig(target), ...head })),
    ],
    itemCount,
    ...shape,
    ...(transitionOptions && { memory: transitionOptions.config }),
    ...(relationOptions?.config && { companions: relationOptions.config, substitutes: relationOptions.config }),
    ...(situations && { situations }),
    ...(repeat && { repeat }),
    ...(context && { context }),
    ...(probability && { probability }),
  };
  const random = seededRandom(seed);
  const floatValues = new Map(
    parameterSpecs(config).map(({ name, shape, init }) => {
      const size = shape.reduce((product, axis) => product * axis, 1);
      // Add noise to constant initial values, because equal parameters would hide a missing one.
      return [
        name,
        Float32Array.from({ length: size }, () =>
          typeof init === 'number' ? init + 0.1 * normal(random) : init.standardDeviation * normal(random),
        ),
      ];
    }),
  );
  for (const { target, bias, features = {} } of smallHeads) {
    const [ofState, ofFeatures, ofBias] = headSpecs(sessionHeadConfig(target), config).map(({ name }) => name);
    floatValues.set(ofState!, new Float32Array(shape.width));
    floatValues.set(
      ofFeatures!,
      Float32Array.from(SESSION_FEATURES, (name) => features[name] ?? 0),
    );
    floatValues.set(ofBias!, Float32Array.of(bias));
  }
  if (retrained) {
    const retrainRandom = seededRandom(retrained.seed);
    const table = floatValues.get('item_embedding')!;
    for (const item of retrained.items)
      for (let j = 0; j < shape.width; j++) table[item * shape.width + j] = 0.05 * normal(retrainRandom);
  }
  if (allEqual) {
    for (const name of ['item_embedding', 'item_bias']) {
      const table = floatValues.get(name)!;
      const rowLength = table.length / (itemCount + 1);
      for (let i = 2 * rowLength; i < table.length; i++) table[i] = table[i - rowLength]!;
    }
  }
  const model = quantizeModel({
    config,
    values: floatValues,
    ...(transitionOptions && { transitions: transitionOptions.table }),
    ...(relationOptions && { relations: relationOptions.tables }),
    ...(kinds && { kinds }),
    ...(orderTiming && { orderTiming: JSON.stringify(orderTiming) }),
  });
  const itemIds = Array.from({ length: itemCount }, (_, i) => `item-${i + 1}`);
  const files = await packRelease(model, itemIds, alterGolden(goldenVectors(model)), {
    name: `small-${seed}`,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...(retrained?.parent && { parent: retrained.parent }),
  });
  await mkdir(directory, { recursive: true });
  for (const { name, bytes } of files) await writeFile(join(directory, name), bytes);
  const manifest = files.find(({ name }) => name === 'manifest.json')!;
  const { releaseId } = JSON.parse(new TextDecoder().decode(manifest.bytes)) as { releaseId: string };
  return { ...model, releaseId, itemIds };
}

/** Two short histories with the answers of the light tier. */
function goldenVectors(model: TrainedModel): GoldenVector[] {
  const { values } = model;
  const config = goldenConfig(model.config);
  const items = floatItemMatrix(values.get('item_embedding')!, values.get('item_bias')!);
  return [1, 3].map((length) => {
    const history = Array.from(
      { length },
      (_, i): Action => ({ itemRow: 1 + ((5 * i) % config.itemCount), typeIndex: 2, timestampMs: 60_000 * i }),
    );
    const encoder = new LightEncoder(config, values, items);
    encoder.advance(history, 0);
    const scores = scoreRows(encoder.query(), items);
    sumScoreParts(scores, historyScores(config, model, history));
    const heads = sessionHeads(config).map((head) => [
      head.name,
      sessionLogit(head, values, encoder.state(), sessionFeatures(history, history.at(-1)!.timestampMs)),
    ]);
    return { history, top: topK(scores, 5), ...(heads.length > 0 && { heads: Object.fromEntries(heads) }) };
  });
}
