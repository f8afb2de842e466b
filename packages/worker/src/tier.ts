/** How the model runs: WGSL programs on the GPU, WebAssembly, or plain arrays. */
export type Tier = 'webgpu' | 'wasm' | 'light';

/**
 * `auto` ranks lists on the light tier. It ranks all items of a release on the tier that is fastest on this device. A
 * chosen tier is tried first, then those below it.
 */
export type TierChoice = 'auto' | Tier;
