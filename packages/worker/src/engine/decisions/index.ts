/** All decisions, by the name of the engine's method. A new decision is a new line here. */
export { boughtWith } from './boughtWith.js';
export { explain } from './explain.js';
export { coins, decide, declared, intent, reportAnswer } from './interventions.js';
export { outcomes } from './outcomes.js';
export { precomputeRanking } from './precomputeRanking.js';
export { predict } from './predict.js';
export { related } from './related.js';
export { rerank } from './rerank.js';
export { trending } from './trending.js';
