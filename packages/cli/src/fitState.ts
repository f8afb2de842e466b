import type { Reader } from '@aisle/core';
import type { EpochReport, FitState } from '@aisle/model/train';

const MAX_COUNT = Number.MAX_SAFE_INTEGER;
const MAX_EPOCHS = 1e6;

type Arrays = Map<string, Float32Array>;
type Moments = FitState['moments'];

const isArray = (value: unknown): value is Float32Array => value instanceof Float32Array;
function isMoment(value: unknown): boolean {
  const { first, second } = (value ?? {}) as { readonly first?: unknown; readonly second?: unknown };
  return isArray(first) && isArray(second);
}

const isMapOf = (value: unknown, isEntry: (entry: unknown) => boolean) =>
  value instanceof Map && [...value].every(([name, entry]) => typeof name === 'string' && isEntry(entry));

function arrays(reader: Reader): Arrays {
  return isMapOf(reader.raw, isArray) ? (reader.raw as Arrays) : reader.refuse('a Map of Float32Arrays');
}

function moments(reader: Reader): Moments {
  return isMapOf(reader.raw, isMoment) ? (reader.raw as Moments) : reader.refuse('a Map of pairs of Float32Arrays');
}

/** Accepts NaN and infinities too: a training that diverges reports them. */
const anyNumber = (reader: Reader): number => (typeof reader.raw === 'number' ? reader.raw : reader.refuse('a number'));

const epochReport = (reader: Reader): EpochReport => ({
  epoch: reader.field('epoch').whole(MAX_EPOCHS),
  loss: anyNumber(reader.field('loss')),
  validationNdcg: anyNumber(reader.field('validationNdcg')),
});

/**
 * Checks the state of a training run that was written to a file. Sizes of arrays are not checked: the fingerprint of
 * the run fixes them.
 *
 * @throws AisleError as the reader does, naming the field
 */
export function parseFitState(reader: Reader): FitState {
  const best = reader.field('best');
  return {
    epoch: reader.field('epoch').whole(MAX_EPOCHS),
    step: reader.field('step').whole(MAX_COUNT),
    values: arrays(reader.field('values')),
    moments: moments(reader.field('moments')),
    recent: reader.field('recent').list(MAX_EPOCHS).map(arrays),
    best: {
      epoch: best.field('epoch').whole(MAX_EPOCHS),
      ndcg: anyNumber(best.field('ndcg')),
      values: arrays(best.field('values')),
    },
    history: reader.field('history').list(MAX_EPOCHS).map(epochReport),
  };
}
