import { createRequire } from 'node:module';
import path from 'node:path';
// The union package is imported for one effect: it registers the gradients, which tfjs-core's own entry leaves out.
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import * as wasm from '@tensorflow/tfjs-backend-wasm';

/**
 * Registers tfjs's WASM backend for Node, with the one kernel that training needs and the backend lacks.
 */
export async function useNodeBackend(): Promise<void> {
  const require = createRequire(import.meta.url);
  wasm.setWasmPaths(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + path.sep);
  registerUnsortedSegmentSum();
  await tf.setBackend('wasm');
  await tf.ready();
}

/** The gradient of gather: sums the rows of x [n, ...rest] into `numSegments` rows by segment id. */
function registerUnsortedSegmentSum(): void {
  tf.registerKernel({
    kernelName: 'UnsortedSegmentSum',
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, segmentIds } = inputs as Record<'x' | 'segmentIds', tf.TensorInfo>;
      const { numSegments } = attrs as unknown as tf.UnsortedSegmentSumAttrs;
      const wasmBackend = backend as wasm.BackendWasm;
      const rest = x.shape.slice(1);
      const width = tf.util.sizeFromShape(rest);
      const output = wasmBackend.makeOutput([numSegments, ...rest], 'float32');
      const sums = wasmBackend.typedArrayFromHeap(output) as Float32Array;
      const values = wasmBackend.readSync(x.dataId) as Float32Array;
      const ids = wasmBackend.readSync(segmentIds.dataId) as Int32Array;
      sums.fill(0);
      for (let i = 0; i < ids.length; i++) {
        const to = ids[i]! * width;
        for (let j = 0; j < width; j++) sums[to + j]! += values[i * width + j]!;
      }
      return output;
    },
  });
}
