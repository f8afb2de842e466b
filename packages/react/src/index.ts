export { AisleProvider, type AisleProviderProps } from './AisleProvider.js';
export { useAisle } from './useAisle.js';
export { useAisleStatus } from './useAisleStatus.js';
export { useRerank, type UseRerankOptions, type UseRerankReason, type UseRerankResult } from './useRerank.js';
export { useTrack, type UseTrackResult } from './useTrack.js';
