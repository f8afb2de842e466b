import { AisleError } from '@aisle/core';
import { varintReader } from './varint.js';

/*
 * A delta makes the files of one release out of those of another. Layout, numbers as in varint.ts:
 *
 *   "ADL1"
 *   fileCount            files of the new release, in the order of `filesToFetch`
 *   per file:
 *     base               0: not in this delta; else 1 + index of the file of the old release that it is made from
 *   per file that is in it:
 *     stepCount
 *     copyBytes          per step: bytes taken from the base file
 *     move               per step: where they begin, from the end of the step's before; 2n for n, 2n - 1 for -n
 *     insertBytes        per step: bytes taken from the literals after that
 *   uint8 literals       all inserted bytes, one after the other, to the end
 *
 * Nothing in it is trusted: the result is compared with the hash that the new release's manifest gives.
 */

export const DELTA_MAGIC = [0x41, 0x44, 0x4c, 0x31] as const;

/**
 * Makes files from a delta and the files that it was made against.
 *
 * @param baseFiles of the old release; undefined for one that is not at hand
 * @param targetBytes sizes of the new release's files; no more than this is allocated
 * @returns in the order of `targetBytes`; undefined for a file that is not in the delta, or whose base is not at hand
 * @throws AisleError `delta-invalid` for bytes that are no delta between files of these sizes
 */
export function applyDelta(
  delta: Uint8Array,
  baseFiles: readonly (Uint8Array | undefined)[],
  targetBytes: readonly number[],
): (Uint8Array | undefined)[] {
  const refuse = (what: string): never => {
    throw new AisleError('delta-invalid', `Delta: ${what}. Publish the release again.`, { bytes: delta.byteLength });
  };
  if (DELTA_MAGIC.some((byte, i) => delta[i] !== byte)) refuse('it does not begin as one');
  const reader = varintReader(delta, DELTA_MAGIC.length, refuse);
  const fileCount = reader.next();
  if (fileCount !== targetBytes.length) refuse(`expected ${targetBytes.length} files, found ${fileCount}`);
  const bases = targetBytes.map(() => reader.next());
  const column = (length: number) => {
    // A number takes a byte or more.
    if (length > delta.byteLength - reader.at) refuse(`${length} steps do not fit into ${delta.byteLength} bytes`);
    return Array.from({ length }, () => reader.next());
  };
  const stepsOfFile = bases.map((base) => {
    if (base === 0) return undefined;
    if (base > baseFiles.length) refuse(`file ${base} of ${baseFiles.length}`);
    const stepCount = reader.next();
    return { copyBytes: column(stepCount), move: column(stepCount), insertBytes: column(stepCount) };
  });
  let literalsAt = reader.at;
  const files = stepsOfFile.map((steps, i) => {
    if (!steps) return undefined;
    const [base, size] = [baseFiles[bases[i]! - 1], targetBytes[i]!];
    const file = base && new Uint8Array(size);
    let [at, from] = [0, 0];
    steps.copyBytes.forEach((copyBytes, step) => {
      const [move, insertBytes] = [steps.move[step]!, steps.insertBytes[step]!];
      from += move % 2 === 0 ? move / 2 : -(move + 1) / 2;
      if (at + copyBytes + insertBytes > size) refuse(`more than the ${size} bytes of file ${i}`);
      if (base && (from < 0 || from + copyBytes > base.length)) refuse(`a copy from outside of file ${bases[i]}`);
      if (literalsAt + insertBytes > delta.byteLength) refuse('it ends within its literals');
      file?.set(base!.subarray(from, from + copyBytes), at);
      file?.set(delta.subarray(literalsAt, literalsAt + insertBytes), at + copyBytes);
      at += copyBytes + insertBytes;
      from += copyBytes;
      literalsAt += insertBytes;
    });
    if (at !== size) refuse(`${at} of the ${size} bytes of file ${i}`);
    return file;
  });
  if (literalsAt !== delta.byteLength) refuse(`${delta.byteLength - literalsAt} bytes after its end`);
  return files;
}
