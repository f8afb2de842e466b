/** What runs the model: programs on the GPU, WebAssembly, or plain arrays. */
export type Tier = 'webgpu' | 'wasm' | 'light';

/**
 * `auto` answers on the light tier. It ranks a large catalogue on a faster tier if a measurement on this device finds
 * one. A named tier is tried first, then those below it.
 */
export type TierChoice = 'auto' | Tier;
