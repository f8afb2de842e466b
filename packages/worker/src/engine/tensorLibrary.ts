import {
  add,
  exp,
  gather,
  matMul,
  mul,
  relu,
  reshape,
  rsqrt,
  softmax,
  square,
  sub,
  sum,
  tensor,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import type { TensorLibrary } from '@aisle/model';

/** The part of tfjs that the model uses. Named one by one, so that the bundler leaves the other operations out. */
export const tensorLibrary: TensorLibrary = {
  add,
  exp,
  gather,
  matMul,
  mul,
  relu,
  reshape,
  rsqrt,
  softmax,
  square,
  sub,
  sum,
  tensor,
  tidy,
  transpose,
};
