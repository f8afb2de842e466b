export { createAisle } from './aisle.js';
export type { Aisle, ErasedEverything, HistoryExport, PredictOptions, RerankOptions } from './api.js';
export type { AisleOptions } from './options.js';
export type { Prediction, PredictResult, Reason, RerankResult, Status } from './results.js';
export { AisleError, ERROR_CODES, EVENT_TYPES, type AisleErrorCode, type EventInput, type EventItemInput, type EventType, type TrackedEvent } from '@aisle/core';
export { observeAttributes, type BeforeConsent, type Consent, type ConsentSignal, type ConsentTrace, type NotStoredReason, type Plugin, type PluginHost, type TrackResult } from '@aisle/tracker';
export type { EraseReceipt } from '@aisle/store';
export type { Tier, TierChoice, WorkerState } from '@aisle/worker';
