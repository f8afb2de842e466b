export { startsSession } from '../sessions.js';
export { historyPartsScorer, networkOnly } from './ablations.js';
export { applyScore } from './applyScore.js';
export {
  countItems,
  type HistoryScorer,
  popularity,
  SEQUENCE_TRANSITIONS,
  SESSION_TRANSITIONS,
  transitionScorer,
} from './baselines.js';
export { type CalibrationBin, calibrationBins, calibrationError } from './calibrationError.js';
export type { ContentKind } from './contentKind.js';
export { contentNeighbours } from './contentNeighbours.js';
export type { ContentRule } from './contentTransitions.js';
export { type Continuation, continuationOf } from './continuation.js';
export { type ContinuedTraining, type ContinueOptions, continueFrom } from './continueFrom.js';
export { type CountingRule, countingRuleNamed } from './countingRules.js';
export { evaluateModel, evaluateScorer, scoreExamples } from './evaluate.js';
export { countEvents, type EventCounts } from './eventCounts.js';
export {
  type ActionColumns,
  actionAt,
  contextsOf,
  type EventLog,
  EventLogBuilder,
  UNTIMED_GAP_MS,
} from './eventLog.js';
export { type FitProgress, fit } from './fit.js';
export { type FittedContext, fitContext } from './fitContext.js';
export { fitLogistic, type LogisticFit } from './fitLogistic.js';
export { DEFAULT_FIT, type FitOptions } from './fitOptions.js';
export { type FittedOrderWeight, fitOrderWeight } from './fitOrderWeight.js';
export { fitProbability } from './fitProbability.js';
export { type FittedRelations, fitRelations, relationConfigs } from './fitRelations.js';
export { actionCount, epochsFor, MAX_EPOCH_ACTIONS } from './fitSchedule.js';
export { type CountedData, type FittedScore, fitScore } from './fitScore.js';
export { type FittedSituations, fitSituations } from './fitSituations.js';
export { type EpochReport, type FitState, initialState } from './fitState.js';
export { hasChoicesAmongOthers } from './hasChoicesAmongOthers.js';
export { isClearGain, mean } from './isClearGain.js';
export type { ItemAttributes } from './itemAttributes.js';
export { withNeighbours } from './itemNeighbours.js';
export { withItemsWithoutEvents } from './itemsWithoutEvents.js';
export { releasedValues } from './itemTable.js';
export type { ItemVectors } from './itemVectors.js';
export { leaveOneOut } from './leaveOneOut.js';
export { gainsOfRanks, type MetricName, type Metrics, metricsOfRanks, midRank } from './metrics.js';
export { type PairedBootstrap, pairedBootstrap, resamplingUnits } from './pairedBootstrap.js';
export { popularityNetwork } from './popularityNetwork.js';
export { pruneTransitions } from './pruneTransitions.js';
export { refit, refitEpochs } from './refit.js';
export { refreshFrom } from './refreshFrom.js';
export type { Categories, RelationSource } from './relationSource.js';
export { relationTables } from './relationTables.js';
export { type ReportedScore, reportOfScore } from './scoreReport.js';
export { type SessionExample, sessionExamples } from './sessionExamples.js';
export {
  actionsOf,
  type Example,
  leaveItemOut,
  repeatShare,
  type Split,
  type TrainingHistory,
} from './split.js';
export { strongestTransitions } from './strongestTransitions.js';
export { lastSession, lastTenthOfUsers, lastTenthsOfUsers, splitAtTime } from './temporalSplits.js';
export { hasKernel, LANES, runTrainingKernel, TRAINING_KERNELS } from './trainingKernels.js';

export { type ItemTransitions, transitionStrengths } from './transitionStrengths.js';
export { rowsByTrend } from './trendingRows.js';

export { visitOf } from './visitOf.js';
export { withContext } from './withContext.js';

export { withheldItems, withheldRows } from './withheldItems.js';
export { type RelationConfigs, withRelations } from './withRelations.js';
