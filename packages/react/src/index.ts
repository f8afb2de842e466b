export { AisleProvider, type AisleProviderProps } from './AisleProvider.js';
export { useAisle } from './useAisle.js';
export { useAisleStatus } from './useAisleStatus.js';
export { useConsent, type UseConsentResult } from './useConsent.js';
export { useImpression, type UseImpressionOptions } from './useImpression.js';
export {
  useNextPurchases,
  type UseNextPurchasesOptions,
  type UseNextPurchasesReason,
  type UseNextPurchasesResult,
} from './useNextPurchases.js';
export { useRerank, type UseRerankOptions, type UseRerankReason, type UseRerankResult } from './useRerank.js';
export { useTrack, type UseTrackResult } from './useTrack.js';
