export { buildMemory, tuneMemory, type TunedMemory } from './buildMemory.js';
export { evaluateModel, evaluateScorer, scoreExamples } from './evaluate.js';
export { EventLogBuilder, UNTIMED_GAP_MS, type EventLog } from './eventLog.js';
export { DEFAULT_FIT, fit, initialState, type EpochReport, type FitOptions, type FitProgress, type FitState } from './fit.js';
export { popularity, SEQUENCE_TRANSITIONS, SESSION_TRANSITIONS, transitionTable, type HistoryScorer } from './baselines.js';
export type { Metrics } from './metrics.js';
export { actionsOf, leaveOneOut, repeatShare, type Example, type Split, type TrainingHistory } from './split.js';
