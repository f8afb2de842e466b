import { ACTION_TYPES, Reader } from '@aisle/core';
import type { HeadConfig } from './heads/headConfig.js';
import { headSpecs, itemHeadSpecs, sessionHeads } from './heads/headSpecs.js';
import { parseHeads } from './heads/parseHeads.js';
import type { TransitionTable } from './transitionTable.js';
import type { ParameterSpec } from './parameterSpec.js';
import { type HistoryPartConfigs, parseHistoryPartConfigs } from './scoreParts/historyParts.js';

/**
 * Everything that fixes the shapes of a model, and the numbers of the score's parts that have no tensors. A release carries
 * it; the engine and the trainer build the same model from it.
 */
export interface ModelConfig extends HistoryPartConfigs {
  readonly architecture: 'causal-attention';
  /** Items that have a row of their own; rows run from 1 to itemCount, row 0 is padding. */
  readonly itemCount: number;
  /** Length of an embedding and of every hidden state. */
  readonly width: number;
  readonly layerCount: number;
  readonly headCount: number;
  readonly feedForwardWidth: number;
  /** A position attends to itself and to the `windowLength - 1` positions before it. */
  readonly windowLength: number;
  /** What the model can answer. One of them, `RANKING`, ranks items. */
  readonly heads: readonly HeadConfig[];
}

/** Time-gap buckets: 0 for the first action, then powers of two of the gap in seconds, the last for 2^22 s (49 days) and more. */
export const TIME_GAP_BUCKET_COUNT = 24;

/** List-position buckets: 0 where it is not known, then powers of two of the position counted from 1, the last for the 64th and all after it. */
export const LIST_POSITION_BUCKET_COUNT = 8;

/** Item rows and queries have length 1; their dot product is multiplied by this before it is a logit (NISER, Gupta et al. 2019: 16). */
const INITIAL_LOGIT_SCALE = 14;

/**
 * The tensors of items, encoder and heads over items. The only place where their shapes are written: the trainer
 * initialises from it, the writer packs in its order, the reader checks against it.
 */
export function parameterSpecs(config: ModelConfig): ParameterSpec[] {
  const { itemCount, width, layerCount, headCount, feedForwardWidth, windowLength } = config;
  const table = (name: string, rows: number): ParameterSpec => ({
    name: `${name}_embedding`,
    shape: [rows, width],
    init: { standardDeviation: 0.05 },
  });
  /** A linear map: initialised so that its output is about as large as its input. */
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

/** `parameterSpecs`, then the tensors that heads over the session have in files of their own. */
export function allSpecs(config: ModelConfig): ParameterSpec[] {
  return [...parameterSpecs(config), ...sessionHeads(config).flatMap((head) => headSpecs(head, config))];
}

/** What training makes and a release holds. */
export interface TrainedModel {
  readonly config: ModelConfig;
  /** Float32, by parameter name, sizes as in `allSpecs(config)`. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** Present exactly where `config.memory` is. */
  readonly transitions?: TransitionTable;
}

/** How many of the latest actions can reach the last position: each layer looks `windowLength - 1` further back. */
export function contextLength(config: ModelConfig): number {
  return config.layerCount * (config.windowLength - 1) + 1;
}

/** Upper limits keep a malformed manifest from asking for gigabytes before a byte of weights is read. */
const LIMITS = {
  itemCount: 4_000_000,
  width: 512,
  layerCount: 12,
  headCount: 32,
  feedForwardWidth: 4096,
  windowLength: 1024,
} as const;

/**
 * Checks a config that came from outside. Heads that this version does not know are left out of it.
 *
 * @throws AisleError `config-invalid`, naming the field and what was found, or `sdk-too-old` as `parseHeads` does
 */
export function parseModelConfig(found: unknown): ModelConfig {
  const root = Reader.open(found, 'Model config', 'config-invalid');
  const architecture = root.field('architecture').oneOf('causal-attention');
  const heads = parseHeads(root);
  const historyParts = parseHistoryPartConfigs(root);
  const sizes = Object.entries(LIMITS).map(([field, limit]) => [field, root.field(field).whole(limit, 1)]);
  const config: ModelConfig = {
    architecture,
    ...(Object.fromEntries(sizes) as Record<keyof typeof LIMITS, number>),
    heads,
    ...historyParts,
  };
  if (config.width % config.headCount !== 0) root.field('headCount').refuse(`a divisor of the width ${config.width}`);
  return config;
}
