import { ACTION_TYPES, AisleError } from '@aisle/core';
import { itemTarget, type ModelConfig, parseModelConfig, rankingHead } from '@aisle/model';
import type { GoldenVector } from '@aisle/weights';
import * as v from 'valibot';
import { parseJson } from '../parseJson.js';
import { list, number, object, text, validate, wholeNumber } from '../schemas.js';

/** The field of a safetensors file's metadata that has the description, as JSON. */
export const DESCRIPTION_FIELD = 'aisle';
/** The length of a golden history's ranking, in a shop with as many items. */
export const GOLDEN_TOP = 20;

/** What a file with a trained network says about it. `trainer/aisle_trainer/export.py` writes the same. */
export interface NetworkDescription {
  /** Sizes and ranking head only. */
  readonly config: ModelConfig;
  /** SHA-256 of the item ids in the order of rows, each with a line end. */
  readonly itemsSha256: string;
  /** Histories with the trainer's rankings of `GOLDEN_TOP` items. */
  readonly golden: readonly GoldenVector[];
}

export const NETWORK_FORMAT = 'aisle-network';
export const NETWORK_VERSION = 1;
const MAX_GOLDEN = 1000;
const MAX_HISTORY = 20_000;
const MAX_ROW = 4_000_000;
const MAX_LOGIT = 1e6;
const ADVICE = 'Write the file again with aisle-trainer or aisle export.';

const golden = list(
  object({
    history: list(
      object({
        itemRow: wholeNumber(MAX_ROW),
        typeIndex: wholeNumber(ACTION_TYPES.length - 1),
        timestampMs: number(0, 1e15),
        listIndex: v.exactOptional(wholeNumber(1e6)),
      }),
      MAX_HISTORY,
    ),
    top: list(object({ row: wholeNumber(MAX_ROW), score: number(-MAX_LOGIT, MAX_LOGIT) }), GOLDEN_TOP),
  }),
  MAX_GOLDEN,
);

const description = object({
  format: v.literal(NETWORK_FORMAT, `"${NETWORK_FORMAT}"`),
  formatVersion: v.literal(NETWORK_VERSION, `${NETWORK_VERSION}`),
  config: v.unknown(),
  itemsSha256: text(/^[0-9a-f]{64}$/, 'a SHA-256'),
  golden,
});

/**
 * Reads the description of a network file.
 *
 * @param json the field `DESCRIPTION_FIELD` of its metadata
 * @param file name for messages
 * @throws AisleError `data-invalid`, or as `parseModelConfig` does
 */
export function parseNetworkDescription(json: string | undefined, file: string): NetworkDescription {
  const refuse = (expected: string, found: string): never => {
    throw new AisleError('data-invalid', `${file}: expected ${expected}, found ${found}. ${ADVICE}`, { file });
  };
  if (json === undefined) return refuse(`the field ${DESCRIPTION_FIELD} in the metadata`, 'none');
  const found = validate(description, parseJson(json, file, ADVICE, 'data-invalid'), file, ADVICE);
  const config = networkConfig(parseModelConfig(found.config));
  const top = Math.min(GOLDEN_TOP, config.itemCount);
  if (found.golden.length === 0) refuse('golden histories', 'none');
  for (const { history, top: ranking } of found.golden) {
    if (history.length === 0) refuse('an action in each golden history', 'none');
    if (ranking.length !== top) refuse(`${top} items for each golden history`, `${ranking.length}`);
  }
  return { config, itemsSha256: found.itemsSha256, golden: found.golden };
}

/** The config without all parts of the score that are not the network, and without heads over the session. */
export function networkConfig(config: ModelConfig): ModelConfig {
  const { architecture, itemCount, width, layerCount, headCount, feedForwardWidth, windowLength } = config;
  const heads = [rankingHead(itemTarget(config))];
  return { architecture, itemCount, width, layerCount, headCount, feedForwardWidth, windowLength, heads };
}
