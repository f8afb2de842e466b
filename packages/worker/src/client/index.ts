export type { RemoteEngine } from '../calls.js';
export { EngineClient, type CallOptions, type EngineClientOptions, type WorkerState } from './engineClient.js';
export type {
  CatalogueItem,
  DeviceHints,
  EngineApi,
  EngineOptions,
  EngineReason,
  EngineRequest,
  EngineStatus,
  HistoryRequest,
  OutcomeCounts,
  OutcomesByArm,
  PredictReply,
  PredictRequest,
  Provenance,
  RerankReply,
  RerankRequest,
  Tier,
  TierChoice,
} from '../protocol.js';
