export { createAisle } from './createAisle.js';
export type { Aisle, ErasedEverything, HistoryExport, PredictOptions, RerankNowOptions, RerankOptions } from './api.js';
export { styledList } from './lists/styledList.js';
export type { StyledList } from './lists/watchLists.js';
export { rerankStored, type RerankStoredOptions } from './decisions/rerankStored.js';
export type { AisleOptions, RecordingOptions } from './options.js';
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
export {
  AisleError,
  ERROR_CODES,
  EVENT_TYPES,
  type AisleErrorCode,
  type Arm,
  type EventInput,
  type EventItemInput,
  type EventType,
  type TrackedEvent,
} from '@aisle/core';
export {
  observeAttributes,
  profileOf,
  type AutomationPolicy,
  type AutomationSignal,
  type BeforeConsent,
  type Consent,
  type ConsentSignal,
  type ConsentTrace,
  type NotStoredReason,
  type Plugin,
  type PluginHost,
  type Profile,
  type StorageKind,
  type TrackResult,
} from '@aisle/tracker';
export type { EraseReceipt, Retention, RowFormat } from '@aisle/store';
export type { CatalogueItem, EngineRequest, OutcomeCounts, Tier, TierChoice, WorkerState } from '@aisle/worker';
