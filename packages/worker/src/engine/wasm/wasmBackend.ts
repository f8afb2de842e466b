import type { Backend } from '../backend.js';
import { compileScanKernel } from './itemMatrix.js';
import { WasmScorer } from './wasmScorer.js';

/** Compiles the kernel. Rejects if the content security policy forbids WebAssembly. */
export async function openWasmBackend(): Promise<Backend> {
  await compileScanKernel();
  return { tier: 'wasm', adapter: undefined, lost: new Promise(() => {}), open: WasmScorer.open, close: () => {} };
}
