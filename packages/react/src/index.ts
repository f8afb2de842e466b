export { AisleProvider, type AisleProviderProps } from './AisleProvider.js';
export type { AisleSlotAttributes } from './slotElement.js';
export { useAisle } from './useAisle.js';
export { useAisleStatus } from './useAisleStatus.js';
export { useBoughtWith } from './useBoughtWith.js';
export { type UseConsentResult, useConsent } from './useConsent.js';
export {
  type UseDecisionOptions,
  type UseDecisionReason,
  type UseDecisionResult,
  useDecision,
} from './useDecision.js';
export { type UseImpressionOptions, useImpression } from './useImpression.js';
export { type UseIntentReason, type UseIntentResult, useIntent } from './useIntent.js';
// `useNextPurchases` is the earlier name of `usePredict`. It can go with version 1.0.
export { type UsePredictOptions, usePredict, usePredict as useNextPurchases } from './usePredict.js';
export { useRelated } from './useRelated.js';
export { type UseRerankOptions, type UseRerankReason, type UseRerankResult, useRerank } from './useRerank.js';
export type { UseRowOptions, UseRowReason, UseRowResult } from './useRow.js';
export { type UseTrackResult, useTrack } from './useTrack.js';
export { type UseTrendingOptions, useTrending } from './useTrending.js';
