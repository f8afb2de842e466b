/** The architecture of every trained release. */
export const ARCHITECTURE = {
  architecture: 'causal-attention',
  width: 64,
  layerCount: 2,
  headCount: 2,
  feedForwardWidth: 256,
  windowLength: 50,
} as const;
