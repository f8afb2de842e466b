import type { FitState } from '@aisle/model/train';
import * as v from 'valibot';
import { list, object, wholeNumber } from './schemas.js';

const MAX_EPOCHS = 1e6;

const epoch = wholeNumber(MAX_EPOCHS);
/** Accepts NaN and infinities too: a training may diverge. */
const anyNumber = v.custom<number>((value) => typeof value === 'number', 'a number');
const array = v.instance(Float32Array, 'a Float32Array');
const arrays = v.map(v.string(), array, 'a Map of Float32Arrays');

/** The state of a training run in a checkpoint. Sizes of arrays are not checked: the run's fingerprint fixes them. */
export const fitState = object({
  epoch,
  step: wholeNumber(Number.MAX_SAFE_INTEGER),
  values: arrays,
  moments: v.map(v.string(), object({ first: array, second: array }), 'a Map of moments'),
  recent: list(arrays, MAX_EPOCHS),
  best: object({ epoch, ndcg: anyNumber, values: arrays }),
  history: list(object({ epoch, loss: anyNumber, validationNdcg: anyNumber }), MAX_EPOCHS),
}) satisfies v.GenericSchema<unknown, FitState>;
