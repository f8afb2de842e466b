export { contextLength, parameterSpecs, parseModelConfig, TIME_GAP_BUCKET_COUNT, type ModelConfig, type ParameterSpec, type TrainedModel } from './config.js';
export { appendActions, featurize, isModelled, timeGapBucket, type Action, type Features } from './featurize.js';
export { bandValues, forward, type Band, type ForwardInput, type Ops, type Parameters, type Regularize } from './forward.js';
export { memoryBonus, recall, type MemoryConfig, type TransitionMemory } from './memory.js';
export { addRecollection, recollect, type Recollection } from './recollection.js';
export type { RepeatConfig } from './repeat.js';
export { topK, type ScoredRow } from './topK.js';
export { batchInput, encodeLast, scoreItems, targetQuery, type TensorLibrary } from './encode.js';
