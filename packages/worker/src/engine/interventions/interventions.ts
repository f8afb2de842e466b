/** The decisions that rest on the heads of a release and on its declaration of interventions. */
export { coins } from './coins.js';
export { decide } from './decide.js';
export { declared } from './declared.js';
export { intent } from './intent.js';
export { reportAnswer } from './reportAnswer.js';
