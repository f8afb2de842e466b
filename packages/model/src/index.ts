export type { Action } from './action.js';
export { isChoice, isPurchase, isView } from './choice.js';
export {
  allSpecs,
  contextLength,
  type ModelConfig,
  parameterSpecs,
  parseModelConfig,
  TIME_GAP_BUCKET_COUNT,
  type TrainedModel,
} from './config.js';
export { batchInput, encodeLast, LENGTH_EPSILON, scoreItems, type TensorLibrary, targetQuery } from './encode.js';
export { eventActions } from './explain/eventActions.js';
export { explainScores, type ScoreRow } from './explain/explainScores.js';
export { appendActions, type Features, featurize, featurizeRange, isModelled, timeGapBucket } from './featurize.js';
export {
  type AttentionShape,
  type Band,
  bandValues,
  type ForwardInput,
  forward,
  NORM_EPSILON,
  type Ops,
  type Parameters,
  type Regularize,
} from './forward.js';
export { goldenConfig } from './goldenConfig.js';
export { tensorPrefix } from './heads/head.js';
export type { Calibration, HeadConfig, Reliability, ReliabilityBin } from './heads/headConfig.js';
export { headProbability, type ProbabilityRange } from './heads/headProbability.js';
export { headSpecs, queryMatrix, sessionHeads } from './heads/headSpecs.js';
export { sessionHeadConfig, sessionHeadValues, sessionLogit } from './heads/linearHead.js';
export { skippedHeads } from './heads/parseHeads.js';
export { type ItemTarget, itemTarget, RANKING, rankingHead } from './heads/ranking.js';
export { SESSION_FEATURES, type SessionFeature } from './heads/sessionFeatureNames.js';
export { SESSION_FEATURE_COUNT, sessionFeatures } from './heads/sessionFeatures.js';
export { SESSION_TARGETS, type SessionTarget } from './heads/sessionTarget.js';
export { type Kinds, MAX_TRENDING, type Repurchase, rarelyReboughtKinds } from './kinds.js';
export { floatItemMatrix, type ItemMatrix } from './light/itemMatrix.js';
export { itemSimilarity } from './light/itemSimilarity.js';
export { LightEncoder } from './light/lightEncoder.js';
export { scoreRows } from './light/scoreRows.js';
export type { ParameterSpec } from './parameterSpec.js';
export { PROBABILITY_CANDIDATES, type ProbabilityConfig, probabilityScale } from './probability.js';
export { RELATION_NAMES, type RelationName, type Relations } from './relations.js';
export { type RepeatConfig, repeatScore, repeatsOf } from './repeat.js';
export { composeRow, type RowRules } from './row/composeRow.js';
export { candidateCount, DEFAULT_DIVERSITY, defaultRules } from './row/defaults.js';
export { enoughRows } from './row/enoughRows.js';
export { type HistoryRules, rulesOf } from './row/rulesOf.js';
export { type ContextTable, contextScore, MAX_CONTEXT_LEVEL, MAX_CONTEXT_VALUES } from './scoreParts/context.js';
export { type HistoryColumn, type HistoryScores, historyScores } from './scoreParts/historyParts.js';
export type { HistoryTables } from './scoreParts/historyTables.js';
export { type ScoreColumn, scoreParts } from './scoreParts/scoreParts.js';
export { scoredRows, sumOfRow, sumScoreParts } from './scoreParts/sumScoreParts.js';
export { SESSION_GAP_MS } from './sessions.js';
export { type ScoredRow, topK, topOfRows } from './topK.js';
export { lookupTransitions, type TransitionConfig, type TransitionTable, transitionScore } from './transitionTable.js';
