/** What every release is trained as. */
export const ARCHITECTURE = {
  architecture: 'causal-attention',
  width: 64,
  layerCount: 2,
  headCount: 2,
  feedForwardWidth: 256,
  windowLength: 50,
} as const;
