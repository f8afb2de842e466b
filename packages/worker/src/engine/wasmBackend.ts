import * as tf from '@tensorflow/tfjs-core';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { Backend } from './backend.js';
import { tensorLibrary } from './tensorLibrary.js';

/** Starts tfjs on WebAssembly. The .wasm files lie in `wasm/` beside the worker file. */
export async function openWasmBackend(): Promise<Backend> {
  setWasmPaths(new URL('./wasm/', self.location.href).href);
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs could not start WebAssembly');
  await tf.ready();
  return { tier: 'wasm', adapter: undefined, library: tensorLibrary, lost: new Promise(() => {}), close: () => tf.removeBackend('wasm') };
}
