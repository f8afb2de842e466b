export { kindsOf } from './kindsOf.js';
export { untrainedModel } from './untrainedModel.js';
