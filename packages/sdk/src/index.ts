export {
  AisleError,
  type AisleErrorCode,
  type Arm,
  ERROR_CODES,
  EVENT_TYPES,
  type EventInput,
  type EventItemInput,
  type EventType,
  type TrackedEvent,
} from '@aisle/core';
export type { EraseReceipt, Retention, RowFormat } from '@aisle/store';
export {
  type AutomationPolicy,
  type AutomationSignal,
  type BeforeConsent,
  type Consent,
  type ConsentSignal,
  type ConsentTrace,
  type NotStoredReason,
  observeAttributes,
  type Plugin,
  type PluginHost,
  type Profile,
  profileOf,
  type StorageKind,
  type TrackResult,
} from '@aisle/tracker';
export type { CatalogueItem, EngineRequest, OutcomeCounts, Tier, TierChoice, WorkerState } from '@aisle/worker';
export type {
  Aisle,
  EraseResult,
  Feature,
  HistoryExport,
  Identified,
  PredictOptions,
  RerankNowOptions,
  RerankOptions,
  RowOptions,
  TrendingOptions,
  WithItemId,
} from './api.js';
export { createAisle } from './createAisle.js';
export { type RerankStoredOptions, rerankStored } from './decisions/rerankStored.js';
export { styledList } from './lists/styledList.js';
export type { StyledList } from './lists/watchLists.js';
export type { AisleOptions, RecordingOptions } from './options.js';
export { readItems } from './readItems.js';
export type {
  ListCounts,
  Outcomes,
  Prediction,
  PredictResult,
  Reason,
  RecordingStatus,
  RerankResult,
  Status,
} from './results.js';
