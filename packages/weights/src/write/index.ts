export { packRelease, type GoldenVector, type ReleaseFile } from './packRelease.js';
export { quantizeModel } from './quantize.js';
export { releaseBytesGzip } from './releaseBytes.js';
