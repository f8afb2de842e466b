export { filesToFetch, MANIFEST_FORMAT, MANIFEST_VERSION, parseManifest, type GoldenVector, type Manifest, type Shard } from './manifest.js';
export { decodeMemory, encodeMemory } from './memoryCodec.js';
export { assembleRelease, sha256Hex, wholeModel, type Release } from './release.js';
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
export { parseShard, readReleaseId, readTime } from './manifest.js';
export { Reader } from './reader.js';
