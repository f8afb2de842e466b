import { AisleError } from '@aisle/core';
import { varintReader } from './varint.js';

/*
 * A delta builds the files of one release from the files of another. Layout, with numbers as in varint.ts:
 *
 *   "ADL1"               Magic number.
 *   fileCount            Files of the new release, in the order of `deltaFiles`.
 *   per file:
 *     base               0 if the file is not in this delta. Otherwise 1 + index of the old release's file.
 *   per file in the delta:
 *     stepCount          Number of steps.
 *     copyBytes          Per step: Bytes copied from the base file.
 *     move               Per step: Start of the copy, relative to the end of the previous one. 2n for n, 2n - 1 for -n.
 *     insertBytes        Per step: Bytes copied from the literals after that.
 *   uint8 literals       All inserted bytes in order, to the end of the file.
 *
 * A delta is not trusted: each result is compared with the hash in the new release's manifest.
 */

export const DELTA_MAGIC = [0x41, 0x44, 0x4c, 0x31] as const;

/**
 * Builds files from a delta and the files of the old release.
 *
 * @param baseFiles Files of the old release. Undefined for a file that is not available.
 * @param targetBytes Sizes of the new release's files. No more than this is allocated.
 * @param isNeeded By index of the new release's files. Other files are not built.
 * @returns Files in the order of `targetBytes`. Undefined if the delta lacks a file, its base is not available, or it is
 *   not needed.
 * @throws AisleError `delta-invalid` for bytes that are not a delta between files of these sizes
 */
export function applyDelta(
  delta: Uint8Array,
  baseFiles: readonly (Uint8Array | undefined)[],
  targetBytes: readonly number[],
  isNeeded: (index: number) => boolean = () => true,
): (Uint8Array | undefined)[] {
  const refuse = (what: string): never => {
    throw new AisleError('delta-invalid', `Delta: ${what}. Publish the release again.`, { bytes: delta.byteLength });
  };
  if (DELTA_MAGIC.some((byte, i) => delta[i] !== byte)) refuse('it does not begin with its magic number');
  const reader = varintReader(delta, DELTA_MAGIC.length, refuse);
  const fileCount = reader.next();
  if (fileCount !== targetBytes.length) refuse(`expected ${targetBytes.length} files, found ${fileCount}`);
  const bases = targetBytes.map(() => reader.next());
  const column = (length: number) => {
    // Each number takes at least one byte.
    if (length > delta.byteLength - reader.at) refuse(`${length} steps do not fit into ${delta.byteLength} bytes`);
    return Array.from({ length }, () => reader.next());
  };
  const stepsOfFile = bases.map((base) => {
    if (base === 0) return undefined;
    if (base > baseFiles.length) refuse(`expected a base file from 1 to ${baseFiles.length}, found ${base}`);
    const stepCount = reader.next();
    return { copyBytes: column(stepCount), move: column(stepCount), insertBytes: column(stepCount) };
  });
  let literalsAt = reader.at;
  const files = stepsOfFile.map((steps, i) => {
    if (!steps) return undefined;
    const [base, size] = [isNeeded(i) ? baseFiles[bases[i]! - 1] : undefined, targetBytes[i]!];
    const file = base && new Uint8Array(size);
    let [at, from] = [0, 0];
    steps.copyBytes.forEach((copyBytes, step) => {
      const [move, insertBytes] = [steps.move[step]!, steps.insertBytes[step]!];
      from += move % 2 === 0 ? move / 2 : -(move + 1) / 2;
      if (at + copyBytes + insertBytes > size) refuse(`its steps exceed the ${size} bytes of file ${i}`);
      if (base && (from < 0 || from + copyBytes > base.length)) refuse(`it copies from outside of file ${bases[i]}`);
      if (literalsAt + insertBytes > delta.byteLength) refuse('its literals are truncated');
      file?.set(base!.subarray(from, from + copyBytes), at);
      file?.set(delta.subarray(literalsAt, literalsAt + insertBytes), at + copyBytes);
      at += copyBytes + insertBytes;
      from += copyBytes;
      literalsAt += insertBytes;
    });
    if (at !== size) refuse(`expected ${size} bytes of file ${i}, found ${at}`);
    return file;
  });
  if (literalsAt !== delta.byteLength) refuse(`found ${delta.byteLength - literalsAt} bytes after its end`);
  return files;
}
