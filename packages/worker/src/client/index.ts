export type { BoughtWithRequest } from '../engine/decisions/boughtWith.js';
export type { ExplainReply, ExplainRequest } from '../engine/decisions/explain.js';
export type { PrecomputeRankingReply, PrecomputeRankingRequest } from '../engine/decisions/precomputeRanking.js';
export type { RelatedRequest } from '../engine/decisions/related.js';
export type { RerankReply, RerankRequest } from '../engine/decisions/rerank.js';
export type { TrendingRequest } from '../engine/decisions/trending.js';
export type { ExplainAnswer, ExplainedEvent, ExplainedItem } from '../engine/explain/explainAnswer.js';
export type { CoinsAnswer, CoinsReply } from '../engine/interventions/coins.js';
export type { DecideAnswer, DecideReply, DecideRequest } from '../engine/interventions/decide.js';
export type { DeclaredAnswer, DeclaredReply } from '../engine/interventions/declared.js';
export type {
  Estimate,
  IntentAnswer,
  IntentField,
  IntentReply,
  IntentRequest,
  NoEstimateReason,
} from '../engine/interventions/intent.js';
export type { ReportAnswer, ReportReply } from '../engine/interventions/reportAnswer.js';
export type { PredictedItem, PredictReply, PredictRequest, RowRequest } from '../engine/rowRequest.js';
export type { EngineApi } from '../engineApi.js';
export type {
  CatalogueItem,
  DeviceHints,
  EngineOptions,
  EngineReason,
  EngineRequest,
  EngineStatus,
  HistoryRequest,
  OutcomeCounts,
  OutcomesByArm,
  Provenance,
} from '../protocol.js';
export type { Tier, TierChoice } from '../tier.js';
export { type CallOptions, EngineClient, type EngineClientOptions, type WorkerState } from './engineClient.js';
export { within } from './within.js';
export type { RemoteEngine } from './wrapEngine.js';
