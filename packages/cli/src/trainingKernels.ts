import type { AttentionShape } from '@aisle/model';
import { LANES, TRAINING_KERNELS } from '@aisle/model/train';
import type * as wasm from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { TRAINING_KERNELS_BASE64 } from './trainingKernelsBinary.js';

/** Exports of assembly/trainingKernels.ts. Arguments are byte offsets in the shared WebAssembly memory, then sizes. */
type Exports = Record<keyof typeof TRAINING_KERNELS, (...args: number[]) => void>;

interface Call {
  readonly inputs: Record<string, tf.TensorInfo>;
  readonly attrs: unknown;
}

/** Declared here because TypeScript has its types only in the DOM library. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/**
 * Registers the trainer's kernels with tfjs's WASM backend. The module uses the backend's WebAssembly memory: tensors are
 * passed by address and not copied.
 *
 * @param backend tfjs's WASM backend, ready
 */
export function registerTrainingKernels(backend: wasm.BackendWasm): void {
  const { memory: wasmMemory } = (backend.wasm as unknown as { asm: { memory: object } }).asm;
  const module = new WebAssembly.Module(Buffer.from(TRAINING_KERNELS_BASE64, 'base64'));
  const kernels = new WebAssembly.Instance(module, { env: { memory: wasmMemory } }).exports as Exports;
  const address = ({ dataId }: tf.TensorInfo) => backend.dataIdMap.get(dataId).memoryOffset;
  const output = (shape: readonly number[]) => backend.makeOutput([...shape], 'float32');
  const zeros = (shape: readonly number[]) => {
    const tensor = output(shape);
    backend.typedArrayFromHeap(tensor).fill(0);
    return tensor;
  };
  const register = (name: keyof typeof TRAINING_KERNELS, run: (call: Call) => tf.TensorInfo[]) =>
    tf.registerKernel({
      kernelName: TRAINING_KERNELS[name],
      backendName: 'wasm',
      kernelFunc: (call) => run(call as unknown as Call),
    });

  /** The sizes that both attention kernels take after their tensors. */
  const sizes = ({ batch, length, headCount, windowLength }: AttentionShape, width: number) => {
    const stride = Math.ceil(Math.min(length, windowLength) / LANES) * LANES;
    return { stride, counts: [batch, length, headCount, width / headCount, windowLength, stride] };
  };
  register('attention', ({ inputs, attrs }) => {
    const { query, key, value, bias } = inputs as Record<'query' | 'key' | 'value' | 'bias', tf.TensorInfo>;
    const shape = attrs as AttentionShape;
    const { stride, counts } = sizes(shape, query.shape[1]!);
    const outputs = [output(query.shape), output([shape.batch, shape.headCount, shape.length, stride])];
    kernels.attention(...[query, key, value, bias, ...outputs].map(address), ...counts);
    return outputs;
  });
  register('attentionGradient', ({ inputs, attrs }) => {
    const { query, key, value, shares, dy } = inputs as Record<
      'query' | 'key' | 'value' | 'shares' | 'dy',
      tf.TensorInfo
    >;
    const shape = attrs as AttentionShape;
    const { stride, counts } = sizes(shape, query.shape[1]!);
    const gradients = [query, key, value].map((tensor) => zeros(tensor.shape));
    const outputs = [...gradients, zeros([shape.headCount, shape.windowLength])];
    const scratch = output([stride]);
    kernels.attentionGradient(...[query, key, value, shares, dy, ...outputs, scratch].map(address), ...counts);
    backend.disposeData(scratch.dataId);
    return outputs;
  });
  register('layerNorm', ({ inputs, attrs }) => {
    const { x, scale, bias } = inputs as Record<'x' | 'scale' | 'bias', tf.TensorInfo>;
    const normed = output(x.shape);
    kernels.layerNorm(
      ...[x, scale, bias, normed].map(address),
      x.shape[0]!,
      x.shape[1]!,
      (attrs as { epsilon: number }).epsilon,
    );
    return [normed];
  });
  register('layerNormGradient', ({ inputs, attrs }) => {
    const { x, scale, dy } = inputs as Record<'x' | 'scale' | 'dy', tf.TensorInfo>;
    const outputs = [output(x.shape), zeros(scale.shape), zeros(scale.shape)];
    kernels.layerNormGradient(
      ...[x, scale, dy, ...outputs].map(address),
      x.shape[0]!,
      x.shape[1]!,
      (attrs as { epsilon: number }).epsilon,
    );
    return outputs;
  });
  register('labelSoftmax', ({ inputs }) => {
    const { logits, labelLogit, excluded } = inputs as Record<'logits' | 'labelLogit' | 'excluded', tf.TensorInfo>;
    const outputs = [output(logits.shape), output(labelLogit.shape), output(labelLogit.shape)];
    kernels.labelSoftmax(
      ...[logits, labelLogit, excluded, ...outputs].map(address),
      logits.shape[0]!,
      logits.shape[1]!,
      excluded.shape[0]!,
    );
    return outputs;
  });
  register('transposedProduct', ({ inputs }) => {
    const { a, b } = inputs as Record<'a' | 'b', tf.TensorInfo>;
    const product = zeros([a.shape[1]!, b.shape[1]!]);
    kernels.transposedProduct(...[a, b, product].map(address), a.shape[0]!, a.shape[1]!, b.shape[1]!);
    return [product];
  });
}
