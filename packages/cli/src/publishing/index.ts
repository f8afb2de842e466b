export { diffReleases } from './diff.js';
export { inspect } from './inspect.js';
export { promote, publish, renew, rollBack, type Issued, type IssueOptions } from './publish.js';
export { prune } from './prune.js';
export { readSigningKey, writeNewKey, type SigningKey } from './signingKey.js';
