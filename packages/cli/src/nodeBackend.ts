import { createRequire } from 'node:module';
import path from 'node:path';
// The union package registers the gradients, which the entry of tfjs-core does not contain.
import '@tensorflow/tfjs';
import * as wasm from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerTrainingKernels } from './trainingKernels.js';

/**
 * Registers tfjs's WASM backend for Node, with a kernel that training needs and the backend lacks, a faster kernel for
 * gathering rows, and the trainer's kernels.
 */
export async function useNodeBackend(): Promise<void> {
  const require = createRequire(import.meta.url);
  wasm.setWasmPaths(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + path.sep);
  registerUnsortedSegmentSum();
  registerRowGather();
  await tf.setBackend('wasm');
  await tf.ready();
  registerTrainingKernels(tf.backend() as wasm.BackendWasm);
}

/**
 * The gradient of gather: sums the rows of x [n, ...rest] into `numSegments` rows by segment id. It can be removed when
 * tfjs's WASM backend has this kernel: https://github.com/tensorflow/tfjs/issues/8082
 */
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

/**
 * Gathers rows by index. The backend's kernel computes an index for every value, which is 30 times slower:
 * https://github.com/tensorflow/tfjs/blob/master/tfjs-backend-wasm/src/cc/kernels/Gather.cc
 */
function registerRowGather(): void {
  const builtInGather = tf.getKernel('GatherV2', 'wasm').kernelFunc;
  tf.unregisterKernel('GatherV2', 'wasm');
  tf.registerKernel({
    kernelName: 'GatherV2',
    backendName: 'wasm',
    kernelFunc: (call) => {
      const { x, indices } = call.inputs as Record<'x' | 'indices', tf.TensorInfo>;
      const { axis, batchDims } = call.attrs as unknown as tf.GatherV2Attrs;
      if (axis !== 0 || batchDims !== 0 || indices.shape.length !== 1 || x.dtype !== 'float32')
        return builtInGather(call);
      const wasmBackend = call.backend as wasm.BackendWasm;
      const rest = x.shape.slice(1);
      const width = tf.util.sizeFromShape(rest);
      const output = wasmBackend.makeOutput([indices.shape[0]!, ...rest], 'float32');
      const rows = wasmBackend.readSync(indices.dataId) as Int32Array;
      // Created after the last allocation: when the heap grows, earlier views are detached.
      const from = wasmBackend.typedArrayFromHeap(x) as Float32Array;
      const into = wasmBackend.typedArrayFromHeap(output) as Float32Array;
      rows.forEach((row, i) => {
        if (!(row >= 0 && row < x.shape[0]!)) throw new RangeError(`gather: row ${row} of ${x.shape[0]}`);
        into.set(from.subarray(row * width, (row + 1) * width), i * width);
      });
      return output;
    },
  });
}
