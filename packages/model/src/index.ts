export type { Action } from './action.js';
export {
  allSpecs,
  contextLength,
  parameterSpecs,
  parseModelConfig,
  TIME_GAP_BUCKET_COUNT,
  type ModelConfig,
  type TrainedModel,
} from './config.js';
export { appendActions, featurize, featurizeRange, isModelled, timeGapBucket, type Features } from './featurize.js';
export {
  bandValues,
  forward,
  NORM_EPSILON,
  type AttentionShape,
  type Band,
  type ForwardInput,
  type Ops,
  type Parameters,
  type Regularize,
} from './forward.js';
export { tensorPrefix } from './heads/head.js';
export type { Calibration, HeadConfig } from './heads/headConfig.js';
export { headSpecs, queryMatrix, sessionHeads } from './heads/headSpecs.js';
export { skippedHeads } from './heads/parseHeads.js';
export { itemTarget, RANKING, rankingHead, type ItemTarget } from './heads/ranking.js';
export { memoryBonus, recall, type MemoryConfig, type TransitionMemory } from './memory.js';
export { floatItemTable, type ItemTable } from './light/itemTable.js';
export { LightEncoder } from './light/lightEncoder.js';
export { scoreRows } from './light/scoreRows.js';
export type { ParameterSpec } from './parameterSpec.js';
export type { RepeatConfig } from './repeat.js';
export { historyScores, type HistoryColumn, type HistoryScores } from './scoreParts/historyParts.js';
export { scoreParts, type ScoreColumn } from './scoreParts/scoreParts.js';
export { scoredRows, sumOfRow, sumScoreParts } from './scoreParts/sumScoreParts.js';
export { topK, topOfRows, type ScoredRow } from './topK.js';
export { batchInput, encodeLast, LENGTH_EPSILON, scoreItems, targetQuery, type TensorLibrary } from './encode.js';
