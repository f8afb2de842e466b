export { filesToFetch, MANIFEST_FORMAT, MANIFEST_VERSION, parseManifest, tensorBytes, type Manifest, type Shard, type TensorEntry } from './manifest.js';
export { decodeMemory, encodeMemory } from './memoryCodec.js';
export { assembleRelease, sha256Hex, type Release } from './release.js';
