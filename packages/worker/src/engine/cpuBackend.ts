import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import type { Backend } from './backend.js';
import { tensorLibrary } from './tensorLibrary.js';

/** Starts tfjs on plain JavaScript: slow, needs nothing, works where WebAssembly is forbidden. */
export async function openCpuBackend(): Promise<Backend> {
  await tf.setBackend('cpu');
  await tf.ready();
  return { tier: 'cpu', adapter: undefined, library: tensorLibrary, lost: new Promise(() => {}) };
}
