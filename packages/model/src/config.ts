import { ACTION_TYPES, Reader } from '@aisle/core';
import type { HeadConfig } from './heads/headConfig.js';
import { headSpecs, itemHeadSpecs, sessionHeads } from './heads/headSpecs.js';
import { parseHeads } from './heads/parseHeads.js';
import type { Kinds } from './kinds.js';
import type { ParameterSpec } from './parameterSpec.js';
import { type ProbabilityConfig, parseProbability } from './probability.js';
import { type ContextConfig, parseContextConfig } from './scoreParts/context.js';
import { type HistoryPartConfigs, parseHistoryPartConfigs } from './scoreParts/historyParts.js';
import type { HistoryTables } from './scoreParts/historyTables.js';

/**
 * Everything that determines the shapes of a model, and the numbers of the score parts that have no tensors. A release
 * contains it as JSON. The engine and the trainer build the same model from it.
 */
export interface ModelConfig extends HistoryPartConfigs {
  readonly architecture: 'causal-attention';
  /** Number of items. Rows 1 to itemCount belong to them, row 0 is padding. */
  readonly itemCount: number;
  /** Length of an embedding and of every hidden state. */
  readonly width: number;
  readonly layerCount: number;
  readonly headCount: number;
  readonly feedForwardWidth: number;
  /** An action attends to itself and to the `windowLength - 1` actions before it. */
  readonly windowLength: number;
  /** What the model can predict. One of them, `RANKING`, ranks items. */
  readonly heads: readonly HeadConfig[];
  /** Absent if scores cannot be turned into probabilities. */
  readonly probability?: ProbabilityConfig;
  /**
   * The item at list position p gets `-orderWeight * ln(1 + p)` logits in `rerank`, unless the shop gives a weight. Absent
   * if the shop's order does not clearly help, or the trainer did not know it.
   */
  readonly orderWeight?: number;
  /** Absent if the release says nothing about new shoppers. */
  readonly context?: ContextConfig;
}

/**
 * Time-gap buckets: 0 for the first action, then powers of two of the gap in seconds. The last one is for 2^22 s (49
 * days) or more.
 */
export const TIME_GAP_BUCKET_COUNT = 24;

/**
 * List-position buckets: 0 if unknown, then powers of two of the position counted from 1. The last one is for position
 * 64 and beyond.
 */
export const LIST_POSITION_BUCKET_COUNT = 8;

/**
 * Initial factor between a cosine and a logit. Item rows and queries have length 1, so their dot product is a cosine.
 * NISER uses 16 (Gupta et al. 2019, https://arxiv.org/abs/1909.04276).
 */
const INITIAL_LOGIT_SCALE = 14;

/**
 * The tensors of items, encoder and heads over items. Their shapes are written only here. The trainer initialises from
 * this list, the writer packs in its order, and the reader checks against it.
 */
export function parameterSpecs(config: ModelConfig): ParameterSpec[] {
  const { itemCount, width, layerCount, headCount, feedForwardWidth, windowLength } = config;
  const table = (name: string, rows: number): ParameterSpec => ({
    name: `${name}_embedding`,
    shape: [rows, width],
    init: { standardDeviation: 0.05 },
  });
  /** A linear map, initialised so that its output has about the variance of its input. */
  const linear = (name: string, from = width, to = width): ParameterSpec => ({
    name,
    shape: [from, to],
    init: { standardDeviation: Math.sqrt(1 / from) },
  });
  const vector = (name: string, length = width, init = 0): ParameterSpec => ({ name, shape: [length], init });
  const norm = (name: string) => [vector(`${name}_norm.scale`, width, 1), vector(`${name}_norm.bias`)];
  const layers = Array.from({ length: layerCount }, (_, layer) =>
    [
      ...norm('attention'),
      linear('query'),
      linear('key'),
      linear('value'),
      { name: 'relative_bias', shape: [headCount, windowLength], init: 0 },
      linear('attention_output'),
      ...norm('feed_forward'),
      linear('feed_forward_in', width, feedForwardWidth),
      vector('feed_forward_in_bias', feedForwardWidth),
      linear('feed_forward_out', feedForwardWidth),
      vector('feed_forward_out_bias'),
    ].map((spec) => ({ ...spec, name: `layers.${layer}.${spec.name}` })),
  );
  return [
    table('item', itemCount + 1),
    vector('item_bias', itemCount + 1),
    table('event', ACTION_TYPES.length),
    table('time_gap', TIME_GAP_BUCKET_COUNT),
    table('list_position', LIST_POSITION_BUCKET_COUNT),
    ...norm('input'),
    ...layers.flat(),
    ...norm('final'),
    vector('log_logit_scale', 1, Math.log(INITIAL_LOGIT_SCALE)),
    ...itemHeadSpecs(config),
  ];
}

/** `parameterSpecs`, then the tensors of heads over the session, which have separate files. */
export function allSpecs(config: ModelConfig): ParameterSpec[] {
  return [...parameterSpecs(config), ...sessionHeads(config).flatMap((head) => headSpecs(head, config))];
}

/**
 * The result of training, and the content of a release. `transitions` is present exactly if `config.memory` is. A table
 * of `relations` can be present without a field of the config: then decisions use it, and the score does not.
 */
export interface TrainedModel extends HistoryTables {
  readonly config: ModelConfig;
  /** Float32, by parameter name, sizes as in `allSpecs(config)`. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** Absent if the trainer knew no categories. */
  readonly kinds?: Kinds;
  /** JSON of a `TimingFile` of `@aisle/decisions`, whose models answer instead of some heads. Absent without one. */
  readonly orderTiming?: string;
}

/**
 * How many of the latest actions can influence the last state. Each layer reaches `windowLength - 1` actions further
 * back.
 */
export function contextLength(config: ModelConfig): number {
  return config.layerCount * (config.windowLength - 1) + 1;
}

const MAX_ORDER_WEIGHT = 1000;

/** Upper limits, so that a malformed manifest cannot allocate gigabytes before any weights are read. */
const LIMITS = {
  itemCount: 4_000_000,
  width: 512,
  layerCount: 12,
  headCount: 32,
  feedForwardWidth: 4096,
  windowLength: 1024,
} as const;

/**
 * Checks a config from outside. The result does not contain heads that this version does not know.
 *
 * @throws AisleError `config-invalid` with the field and the value found, or `sdk-too-old` as `parseHeads` does
 */
export function parseModelConfig(found: unknown): ModelConfig {
  const root = Reader.open(found, 'Model config', 'config-invalid');
  const architecture = root.field('architecture').oneOf('causal-attention');
  const heads = parseHeads(root);
  const historyParts = parseHistoryPartConfigs(root);
  const probability = root.field('probability').optional(parseProbability);
  const context = root.field('context').optional(parseContextConfig);
  const orderWeight = root.field('orderWeight').optional((weight) => weight.positive(MAX_ORDER_WEIGHT));
  const sizes = Object.entries(LIMITS).map(([field, limit]) => [field, root.field(field).whole(limit, 1)]);
  const config: ModelConfig = {
    architecture,
    ...(Object.fromEntries(sizes) as Record<keyof typeof LIMITS, number>),
    heads,
    ...historyParts,
    ...(probability && { probability }),
    ...(context && { context }),
    ...(orderWeight !== undefined && { orderWeight }),
  };
  if (config.width % config.headCount !== 0) root.field('headCount').refuse(`a divisor of the width ${config.width}`);
  return config;
}
