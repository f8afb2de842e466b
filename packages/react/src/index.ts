export { AisleProvider, type AisleProviderProps } from './AisleProvider.js';
export type { AisleSlotAttributes } from './slotElement.js';
export { useAisle } from './useAisle.js';
export { useAisleStatus } from './useAisleStatus.js';
export { type UseConsentResult, useConsent } from './useConsent.js';
export { type UseImpressionOptions, useImpression } from './useImpression.js';
export {
  type UseNextPurchasesOptions,
  type UseNextPurchasesReason,
  type UseNextPurchasesResult,
  useNextPurchases,
} from './useNextPurchases.js';
export { type UseRerankOptions, type UseRerankReason, type UseRerankResult, useRerank } from './useRerank.js';
export { type UseTrackResult, useTrack } from './useTrack.js';
