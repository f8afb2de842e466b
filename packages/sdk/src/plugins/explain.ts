export type { ExplainedEvent } from '@aisle/worker';
export type { QueryReason } from '../decisions/request.js';
export { addExplanations } from '../explain/addExplanations.js';
export type { Explainable, ExplainOptions } from '../explain/explain.js';
export type { ExplainResult, Explanation, ExplanationRow } from '../explain/explanation.js';
export type { Explanations } from '../explain/explanations.js';
export type { ExplanationsHost } from '../explain/explanationsHost.js';
export { inWords, type WordsOptions } from '../explain/inWords.js';
export { type ExplanationTexts, explanationTexts } from '../explain/texts.js';
