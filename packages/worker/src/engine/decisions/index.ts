/** Every decision, by the name that the page calls it by: a decision that is added is a line here. */
export { outcomes } from './outcomes.js';
export { precomputeRanking } from './precomputeRanking.js';
export { predict } from './predict.js';
export { rerank } from './rerank.js';
