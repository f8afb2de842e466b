/*
 * Kernels of the trainer in AssemblyScript: WebAssembly SIMD on the memory of tfjs's WASM backend, where the tensors
 * are. Every pointer is the byte offset of a row-major float32 tensor. The kernels allocate nothing.
 */
export { attention, attentionGradient } from './attention';
export { layerNorm, layerNormGradient } from './layerNorm';
export { labelSoftmax } from './labelSoftmax';
export { transposedProduct } from './transposedProduct';
