import { DELTA_MAGIC } from '../delta.js';
import { pushVarint } from '../varint.js';
import { BLOCK, BlockTable } from './blockTable.js';
import { concatBytes } from './concatBytes.js';

/** A step costs about this many bytes, so shorter equal runs are inserted again. */
const MIN_COPY_BYTES = 8;

interface Step {
  readonly copyFrom: number;
  readonly copyBytes: number;
  readonly insertBytes: number;
}

export interface DeltaFile {
  readonly bytes: Uint8Array;
  /** Index into the base files; undefined omits the file from the delta. */
  readonly base: number | undefined;
}

/**
 * Writes the delta that builds `files` from `baseFiles` (layout in delta.ts). It contains new and changed bytes, and
 * copies the rest.
 */
export function makeDelta(baseFiles: readonly Uint8Array[], files: readonly DeltaFile[]): Uint8Array {
  const head: number[] = [...DELTA_MAGIC];
  pushVarint(head, files.length);
  for (const { base } of files) pushVarint(head, base === undefined ? 0 : base + 1);
  const literals: Uint8Array[] = [];
  for (const { bytes, base } of files) {
    if (base === undefined) continue;
    const steps = stepsBetween(baseFiles[base]!, bytes);
    pushVarint(head, steps.length);
    for (const { copyBytes } of steps) pushVarint(head, copyBytes);
    let end = 0;
    for (const { copyFrom, copyBytes } of steps) {
      const move = copyFrom - end;
      pushVarint(head, move >= 0 ? 2 * move : -2 * move - 1);
      end = copyFrom + copyBytes;
    }
    for (const { insertBytes } of steps) pushVarint(head, insertBytes);
    let at = 0;
    for (const { copyBytes, insertBytes } of steps) {
      literals.push(bytes.subarray(at + copyBytes, at + copyBytes + insertBytes));
      at += copyBytes + insertBytes;
    }
  }
  return concatBytes([Uint8Array.from(head), ...literals]);
}

/** The number of equal bytes in base from `from` and target from `at`. */
function equalRun(base: Uint8Array, from: number, target: Uint8Array, at: number): number {
  const most = Math.min(base.length - from, target.length - at);
  let length = 0;
  while (length < most && base[from + length] === target[at + length]) length += 1;
  return length;
}

/** Greedy: first compares at the end of the last copy, which finds rows changed in place, then searches for the block. */
function stepsBetween(base: Uint8Array, target: Uint8Array): Step[] {
  const blocks = new BlockTable(base);
  const steps: Step[] = [];
  let open = { copyFrom: 0, copyBytes: 0, start: 0 };
  // Offset in the base minus offset in the target.
  let shift = 0;
  const close = (at: number) => {
    const insertBytes = at - open.start - open.copyBytes;
    if (open.copyBytes > 0 || insertBytes > 0)
      steps.push({ copyFrom: open.copyFrom, copyBytes: open.copyBytes, insertBytes });
  };
  let at = 0;
  while (at < target.length) {
    let from = at + shift;
    let length = from >= 0 && from < base.length ? equalRun(base, from, target, at) : 0;
    if (length < MIN_COPY_BYTES && at + length < target.length && at + BLOCK <= target.length) {
      const found = blocks.find(target, at);
      if (found !== undefined) [from, length] = [found, equalRun(base, found, target, at)];
    }
    if (length < MIN_COPY_BYTES) {
      at += 1;
      continue;
    }
    // Extend the run backwards into bytes that were counted as inserted.
    let start = at;
    while (start > open.start + open.copyBytes && from > 0 && base[from - 1] === target[start - 1])
      [from, start] = [from - 1, start - 1];
    close(start);
    open = { copyFrom: from, copyBytes: at - start + length, start };
    shift = from - start;
    at += length;
  }
  close(target.length);
  return steps;
}
