export { diffReleases, type ReleaseDiff } from './diff.js';
export { inspect, type Inspection } from './inspect.js';
export { promote, publish, renew, rollBack, type Issued, type IssueOptions, type MadeDelta } from './publish.js';
export { prune, type Pruned, type PruneOptions } from './prune.js';
export { readSigningKey, writeNewKey, type SigningKey } from './signingKey.js';
