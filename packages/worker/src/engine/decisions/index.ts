/** All decisions, by the name of the engine's method. A new decision is a new line here. */
export { boughtWith } from './boughtWith.js';
export { coins } from './coins.js';
export { decide } from './decide.js';
export { intent } from './intent.js';
export { outcomes } from './outcomes.js';
export { precomputeRanking } from './precomputeRanking.js';
export { predict } from './predict.js';
export { related } from './related.js';
export { reportAnswer } from './reportAnswer.js';
export { rerank } from './rerank.js';
export { trending } from './trending.js';
