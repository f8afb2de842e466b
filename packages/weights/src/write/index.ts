export { type DeltaFile, makeDelta } from './makeDelta.js';
export { packRelease, type ReleaseFile, type ReleaseLabel } from './packRelease.js';
export { quantizeModel } from './quantize.js';
export { releaseBytesGzip } from './releaseBytes.js';
