export { applyDelta } from './delta.js';
export { MAX_INTENT_INTERCEPT, readReleaseId, readTime } from './fields.js';
export {
  deltaFiles,
  filesToFetch,
  type GoldenVector,
  MANIFEST_FORMAT,
  MANIFEST_VERSION,
  type Manifest,
} from './manifest.js';
export type { NetworkKind } from './networkKind.js';
export { parseManifest } from './parseManifest.js';
export {
  deltaFile,
  FILES_FOLDER,
  POINTER_FORMAT,
  POINTER_VERSION,
  type Pointer,
  type PointerRelease,
  parsePointer,
  parseSignedPointer,
  type SignedPointer,
  signedBytes,
  signersOf,
} from './pointer.js';
export { assembleRelease, type Release, wholeModel } from './release.js';
export { DECISION_ROLES, type DecisionRole, MAX_DECISION_BYTES, type RoleFile } from './roles.js';
export { sha256Hex } from './sha256.js';
export { parseShard, type Shard } from './shard.js';
export { verifySignature } from './signature.js';
export type { TensorEntry } from './tensorEntry.js';
export { decodeTransitions, encodeTransitions } from './transitionsCodec.js';
