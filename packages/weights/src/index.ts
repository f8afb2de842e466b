export {
  deltaFiles,
  filesToFetch,
  MANIFEST_FORMAT,
  MANIFEST_VERSION,
  type GoldenVector,
  type Manifest,
} from './manifest.js';
export { decodeMemory, encodeMemory } from './memoryCodec.js';
export { parseManifest } from './parseManifest.js';
export { assembleRelease, wholeModel, type Release } from './release.js';
export type { RoleFile } from './roles.js';
export { sha256Hex } from './sha256.js';
export { parseShard, type Shard } from './shard.js';
export { readReleaseId, readTime } from './fields.js';
export type { TensorEntry } from './tensorEntry.js';
export { applyDelta } from './delta.js';
export {
  deltaFile,
  FILES_FOLDER,
  parsePointer,
  parseSignedPointer,
  POINTER_FORMAT,
  POINTER_VERSION,
  signedBytes,
  signersOf,
  type Pointer,
  type PointerRelease,
  type SignedPointer,
} from './pointer.js';
export { verifySignature } from './signature.js';
export type { NetworkKind } from './networkKind.js';
