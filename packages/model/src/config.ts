import { AisleError, ACTION_TYPES } from '@aisle/core';
import type { MemoryConfig, TransitionMemory } from './memory.js';
import { REPEAT_AGE_COUNT, type RepeatConfig } from './repeat.js';

/** Everything that fixes the shapes of a model. A release carries it; the engine and the trainer build the same model from it. */
export interface ModelConfig {
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
  /** What a score stands for: the next item of any action, or the next item that the shopper will decide to buy. */
  readonly target: 'next-item' | 'next-purchase';
  /** Absent where the model has no transition memory. */
  readonly memory?: MemoryConfig;
  /** What an item of the history is worth again; absent where histories are left out of the ranking. */
  readonly repeat?: RepeatConfig;
}

/** Time-gap buckets: 0 for the first action, then powers of two of the gap in seconds, the last for 2^22 s (49 days) and more. */
export const TIME_GAP_BUCKET_COUNT = 24;

/** List-position buckets: 0 where it is not known, then powers of two of the position counted from 1, the last for the 64th and all after it. */
export const LIST_POSITION_BUCKET_COUNT = 8;

export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Initial values: all the same, or normal with this standard deviation. */
  readonly init: number | { readonly standardDeviation: number };
}

/** Item rows and queries have length 1; their dot product is multiplied by this before it is a logit (NISER, Gupta et al. 2019: 16). */
const INITIAL_LOGIT_SCALE = 14;

/**
 * The only place where a shape is written. The trainer initialises from it, the writer packs in its order, the reader
 * checks against it.
 */
export function parameterSpecs(config: ModelConfig): ParameterSpec[] {
  const { itemCount, width, layerCount, headCount, feedForwardWidth, windowLength } = config;
  const dense = (fanIn: number) => ({ standardDeviation: Math.sqrt(1 / fanIn) });
  const embedding = { standardDeviation: 0.05 };
  const specs: ParameterSpec[] = [
    { name: 'item_embedding', shape: [itemCount + 1, width], init: embedding },
    { name: 'item_bias', shape: [itemCount + 1], init: 0 },
    { name: 'event_embedding', shape: [ACTION_TYPES.length, width], init: embedding },
    { name: 'time_gap_embedding', shape: [TIME_GAP_BUCKET_COUNT, width], init: embedding },
    { name: 'list_position_embedding', shape: [LIST_POSITION_BUCKET_COUNT, width], init: embedding },
    { name: 'input_norm.scale', shape: [width], init: 1 },
    { name: 'input_norm.bias', shape: [width], init: 0 },
  ];
  for (let layer = 0; layer < layerCount; layer++) {
    const at = `layers.${layer}`;
    specs.push(
      { name: `${at}.attention_norm.scale`, shape: [width], init: 1 },
      { name: `${at}.attention_norm.bias`, shape: [width], init: 0 },
      { name: `${at}.query`, shape: [width, width], init: dense(width) },
      { name: `${at}.key`, shape: [width, width], init: dense(width) },
      { name: `${at}.value`, shape: [width, width], init: dense(width) },
      { name: `${at}.relative_bias`, shape: [headCount, windowLength], init: 0 },
      { name: `${at}.attention_output`, shape: [width, width], init: dense(width) },
      { name: `${at}.feed_forward_norm.scale`, shape: [width], init: 1 },
      { name: `${at}.feed_forward_norm.bias`, shape: [width], init: 0 },
      { name: `${at}.feed_forward_in`, shape: [width, feedForwardWidth], init: dense(width) },
      { name: `${at}.feed_forward_in_bias`, shape: [feedForwardWidth], init: 0 },
      { name: `${at}.feed_forward_out`, shape: [feedForwardWidth, width], init: dense(feedForwardWidth) },
      { name: `${at}.feed_forward_out_bias`, shape: [width], init: 0 },
    );
  }
  specs.push(
    { name: 'final_norm.scale', shape: [width], init: 1 },
    { name: 'final_norm.bias', shape: [width], init: 0 },
    { name: 'log_logit_scale', shape: [1], init: Math.log(INITIAL_LOGIT_SCALE) },
  );
  // What is bought next is asked of the same state as what is looked at next, by another question.
  if (config.target === 'next-purchase') specs.push({ name: 'purchase_query', shape: [width, width], init: 0 });
  return specs;
}

/** What training makes and a release holds. */
export interface TrainedModel {
  readonly config: ModelConfig;
  /** Float32, by parameter name, sizes as in `parameterSpecs(config)`. */
  readonly values: ReadonlyMap<string, Float32Array>;
  /** Present exactly where `config.memory` is. */
  readonly memory?: TransitionMemory;
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

/** Checks a config that came from outside. @throws AisleError `config-invalid`, naming the field and what was found */
export function parseModelConfig(found: unknown): ModelConfig {
  const refuse = (field: string, expected: string, value: unknown): never => {
    throw new AisleError('config-invalid', `Model config: ${field} must be ${expected}, found ${JSON.stringify(value)}.`, { field });
  };
  if (typeof found !== 'object' || found === null) return refuse('config', 'an object', found);
  const record = found as Record<string, unknown>;
  if (record.architecture !== 'causal-attention') refuse('architecture', '"causal-attention"', record.architecture);
  const target = record.target;
  if (target !== 'next-item' && target !== 'next-purchase') return refuse('target', '"next-item" or "next-purchase"', target);
  const whole = (field: keyof typeof LIMITS): number => {
    const value = record[field];
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LIMITS[field]) return value;
    return refuse(field, `a whole number from 1 to ${LIMITS[field]}`, value);
  };
  const memory = record.memory === undefined ? undefined : parseMemoryConfig(record.memory, refuse);
  const repeat = record.repeat === undefined ? undefined : parseRepeatConfig(record.repeat, refuse);
  const config: ModelConfig = {
    architecture: 'causal-attention',
    itemCount: whole('itemCount'),
    width: whole('width'),
    layerCount: whole('layerCount'),
    headCount: whole('headCount'),
    feedForwardWidth: whole('feedForwardWidth'),
    windowLength: whole('windowLength'),
    target,
    ...(memory && { memory }),
    ...(repeat && { repeat }),
  };
  if (config.width % config.headCount !== 0) refuse('headCount', `a divisor of the width ${config.width}`, config.headCount);
  return config;
}

const MEMORY_LIMITS = { queryDecay: 1, queryLength: 1024, weight: 1000, scale: 1e9 } as const;

function parseMemoryConfig(found: unknown, refuse: (field: string, expected: string, value: unknown) => never): MemoryConfig {
  if (typeof found !== 'object' || found === null) return refuse('memory', 'an object', found);
  const number = (field: keyof MemoryConfig): number => {
    const value = (found as Record<string, unknown>)[field];
    if (typeof value === 'number' && value > 0 && value <= MEMORY_LIMITS[field]) return value;
    return refuse(`memory.${field}`, `a number above 0, at most ${MEMORY_LIMITS[field]}`, value);
  };
  const queryLength = number('queryLength');
  if (!Number.isInteger(queryLength)) refuse('memory.queryLength', 'a whole number', queryLength);
  return { queryDecay: number('queryDecay'), queryLength, weight: number('weight'), scale: number('scale') };
}

/** A logit further from 0 than this would be a fault of the trainer. */
const MAX_REPEAT_LOGIT = 1000;

function parseRepeatConfig(found: unknown, refuse: (field: string, expected: string, value: unknown) => never): RepeatConfig {
  if (typeof found !== 'object' || found === null) return refuse('repeat', 'an object', found);
  const record = found as Record<string, unknown>;
  const logit = (field: string, value: unknown): number => {
    if (typeof value === 'number' && Math.abs(value) <= MAX_REPEAT_LOGIT) return value;
    return refuse(`repeat.${field}`, `a number from -${MAX_REPEAT_LOGIT} to ${MAX_REPEAT_LOGIT}`, value);
  };
  const list = (field: 'byAge' | 'byType', length: number): number[] => {
    const values = record[field];
    if (!Array.isArray(values) || values.length !== length) return refuse(`repeat.${field}`, `a list of ${length} numbers`, values);
    return Array.from(values as unknown[], (value, i) => logit(`${field}[${i}]`, value));
  };
  return {
    byAge: list('byAge', REPEAT_AGE_COUNT),
    byType: list('byType', ACTION_TYPES.length),
    perLogCount: logit('perLogCount', record.perLogCount),
  };
}
