export { packRelease, type GoldenVector, type ReleaseFile } from './packRelease.js';
