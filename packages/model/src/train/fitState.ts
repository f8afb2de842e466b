import { normal, seededRandom } from '@aisle/core';
import { type ModelConfig, parameterSpecs } from '../config.js';
import { type AdamState, newAdamState } from './adam.js';
import type { ItemAttributes } from './itemAttributes.js';
import { ATTRIBUTE_VECTORS, ITEM_VECTORS } from './itemTable.js';

/**
 * Everything that the next epoch depends on. A run that resumes from it ends with the same weights as an uninterrupted
 * one.
 */
export interface FitState {
  /** Completed epochs. */
  epoch: number;
  /** Completed optimiser steps. */
  step: number;
  /** As trained: raw item vectors and attribute vectors (see itemTable.ts). */
  readonly values: Map<string, Float32Array>;
  readonly moments: Map<string, AdamState>;
  /** The weights after the latest epochs, in the form of a release. At most `AVERAGED_EPOCHS` of fit.ts. */
  recent: Map<string, Float32Array>[];
  /** The best epoch by validation NDCG@10, with the mean weights of this epoch and those before it. */
  best: { epoch: number; ndcg: number; values: Map<string, Float32Array> };
  history: EpochReport[];
}

export interface EpochReport {
  readonly epoch: number;
  readonly loss: number;
  readonly validationNdcg: number;
}

/** A state with random initial values. */
export function initialState(config: ModelConfig, seed: number, attributes?: ItemAttributes): FitState {
  const random = seededRandom(seed);
  const values = new Map<string, Float32Array>();
  const specs = parameterSpecs(config);
  const itemSpec = specs.find(({ name }) => name === ITEM_VECTORS)!;
  if (attributes) specs.push({ name: ATTRIBUTE_VECTORS, shape: [attributes.count, config.width], init: itemSpec.init });
  for (const { name, shape, init } of specs) {
    const size = shape.reduce((a, b) => a * b, 1);
    const initial = new Float32Array(size);
    for (let i = 0; i < size; i++)
      initial[i] = typeof init === 'number' ? init : init.standardDeviation * normal(random);
    values.set(name, initial);
  }
  return stateOf(values);
}

/** A state that starts from trained values. */
export function stateFrom(trained: ReadonlyMap<string, Float32Array>): FitState {
  return stateOf(new Map([...trained].map(([name, values]) => [name, values.slice()])));
}

function stateOf(values: Map<string, Float32Array>): FitState {
  return {
    epoch: 0,
    step: 0,
    values,
    moments: new Map([...values].map(([name, { length }]) => [name, newAdamState(length)])),
    recent: [],
    best: { epoch: 0, ndcg: -1, values: new Map() },
    history: [],
  };
}
