export { buildMemory } from './buildMemory.js';
export { pruneMemory } from './pruneMemory.js';
export { applyScore, fitScore, type FittedScore, type ReportedScore } from './fitScore.js';
export { refit, refitEpochs } from './refit.js';
export { continuationOf, type Continuation } from './continuation.js';
export { continueFrom, type Continued, type ContinueOptions } from './continueFrom.js';
export { refreshFrom } from './refreshFrom.js';
export { memoryScorer, sequenceAlone } from './scoreParts.js';
export { evaluateModel, evaluateScorer, scoreExamples } from './evaluate.js';
export { actionAt, EventLogBuilder, UNTIMED_GAP_MS, type ActionColumns, type EventLog } from './eventLog.js';
export {
  DEFAULT_FIT,
  epochsFor,
  fit,
  initialState,
  type EpochReport,
  type FitOptions,
  type FitProgress,
  type FitState,
} from './fit.js';
export {
  popularity,
  SEQUENCE_TRANSITIONS,
  SESSION_TRANSITIONS,
  transitionTable,
  type HistoryScorer,
} from './baselines.js';
export type { ItemAttributes } from './itemAttributes.js';
export { withNeighbours } from './itemNeighbours.js';
export { gainsOfRanks, metricsOfRanks, midRank, type MetricName, type Metrics } from './metrics.js';
export { pairedBootstrap, resamplingUnits, type PairedBootstrap } from './pairedBootstrap.js';
export {
  actionsOf,
  leaveItemOut,
  leaveOneOut,
  repeatShare,
  type Example,
  type Split,
  type TrainingHistory,
} from './split.js';
export { fromTime, lastSession, lastTenthOfUsers } from './laterSlices.js';
export { hasKernel, LANES, runTrainingKernel, TRAINING_KERNELS } from './trainingKernels.js';
