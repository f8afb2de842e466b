import { AisleError } from '@aisle/core';
import type { TransitionTable } from '@aisle/model';
import { strengthLevels } from './strengthLevels.js';
import { pushVarint, varintReader } from './varint.js';

/*
 * Layout of the file of transitions (role `memory`), little-endian:
 *
 *   "ATM3"               Magic number.
 *   uint32   items       Number: Items of the release.
 *   uint32   entries     Number: Transitions.
 *   uint32   levelCount  Number: Levels, at most 16.
 *   float32  levels      The distinct strengths, ascending.
 *   varint   counts      Per item, rows 0 to itemCount: The number of its entries.
 *   uint8    differences Per entry, for each item in ascending order of target rows: The low 7 bits of the difference
 *                        from the previous row, starting at 0. Bit 7 is set if `more` has the rest.
 *   varint   more        The rest of those differences, divided by 128.
 *   4 bits   strengths   Per entry, in the same order: Index into levels. The first of two is in the low bits. Each
 *                        item starts a new byte, so a change of one item keeps the bytes of the others (see delta.ts).
 *
 * Gzip and brotli compress columns of similar bytes best. On Amazon Beauty, this layout takes 10 % less after gzip than
 * whole varints between the counts. There the 16 levels have a mean error of 4 % of a strength. Alternatives: 16 even
 * steps of the logarithm over one range, 9 %. The same below each item's maximum, 6 %, at the size of 12 levels. Those
 * have an error of 5 %.
 */

const MAGIC = 0x334d5441;
const HEADER_BYTES = 16;
const MAX_LEVELS = 16;
/** More transitions of an item do not improve a ranking. The trainer keeps at most 16. */
const MAX_ROW_ENTRIES = 64;
const MAX_VARINT_BYTES = 5;

/** The largest file of transitions for this number of items. */
export const maxTransitionBytes = (itemCount: number) =>
  HEADER_BYTES +
  4 * MAX_LEVELS +
  (itemCount + 1) * (MAX_VARINT_BYTES + Math.min(itemCount, MAX_ROW_ENTRIES) * (2 + MAX_VARINT_BYTES));

type Refuse = (what: string) => never;

function refuser(details: Readonly<Record<string, unknown>>): Refuse {
  return (what) => {
    throw new AisleError('weights-mismatch', `File of transitions: ${what}. Write the release again.`, details);
  };
}

/** @throws AisleError `weights-mismatch` for a strength that is not finite and above 0 */
export function encodeTransitions({ offsets, toRows, strengths }: TransitionTable): Uint8Array {
  const unusable = strengths.find((strength) => !(strength > 0 && strength < Infinity));
  if (unusable !== undefined) refuser({})(`strengths must be numbers above 0, found ${unusable}`);
  const itemCount = offsets.length - 2;
  const levels = strengthLevels(strengths, MAX_LEVELS);

  const counts: number[] = [];
  const differences: number[] = [];
  const more: number[] = [];
  const pairs: number[] = [];
  for (let row = 0; row <= itemCount; row++) {
    pushVarint(counts, offsets[row + 1]! - offsets[row]!);
    let previous = 0;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const difference = toRows[entry]! - previous;
      previous = toRows[entry]!;
      differences.push(difference < 0x80 ? difference : (difference & 0x7f) | 0x80);
      if (difference >= 0x80) pushVarint(more, difference >>> 7);
      const level = nearestLevel(levels, strengths[entry]!);
      if ((entry - offsets[row]!) % 2 === 0) pairs.push(level);
      else pairs[pairs.length - 1]! |= level << 4;
    }
  }

  const parts = [counts, differences, more, pairs];
  let at = HEADER_BYTES + 4 * levels.length;
  const encoded = new Uint8Array(parts.reduce((sum, { length }) => sum + length, at));
  for (const part of parts) {
    encoded.set(part, at);
    at += part.length;
  }
  const header = new DataView(encoded.buffer);
  [MAGIC, itemCount, strengths.length, levels.length].forEach((value, i) => header.setUint32(4 * i, value, true));
  levels.forEach((level, i) => header.setFloat32(HEADER_BYTES + 4 * i, level, true));
  return encoded;
}

/** Index of the level with the nearest logarithm. */
function nearestLevel(levels: Float32Array, strength: number): number {
  let level = 0;
  while (level + 1 < levels.length && strength > Math.sqrt(levels[level]! * levels[level + 1]!)) level += 1;
  return level;
}

/** @throws AisleError `weights-mismatch` for bytes that `encodeTransitions` cannot have written for `itemCount` items */
export function decodeTransitions(bytes: Uint8Array, itemCount: number): TransitionTable {
  const refuse: Refuse = refuser({ bytes: bytes.byteLength, itemCount });
  if (bytes.byteLength < HEADER_BYTES) refuse(`expected at least ${HEADER_BYTES} bytes, found ${bytes.byteLength}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) refuse('it does not begin with its magic number');
  const [items, entries, levelCount] = [4, 8, 12].map((at) => view.getUint32(at, true)) as [number, number, number];
  if (items !== itemCount) refuse(`expected ${itemCount} items, found ${items}`);
  // Each entry takes at least 1.5 bytes. This limits what a wrong count can allocate.
  if (entries * 1.5 > bytes.byteLength) refuse(`${entries} entries do not fit into ${bytes.byteLength} bytes`);
  const dataStart = HEADER_BYTES + 4 * levelCount;
  if (levelCount > MAX_LEVELS || dataStart > bytes.byteLength)
    refuse(`${levelCount} levels in ${bytes.byteLength} bytes`);
  const levels = Float32Array.from({ length: levelCount }, (_, i) => view.getFloat32(HEADER_BYTES + 4 * i, true));
  levels.forEach((level, i) => {
    if (!(level > (levels[i - 1] ?? 0) && level < Infinity))
      refuse(`expected ascending levels, found ${level} after ${levels[i - 1] ?? 0}`);
  });

  const reader = varintReader(bytes, dataStart, refuse);
  const offsets = new Uint32Array(itemCount + 2);
  for (let row = 0; row <= itemCount; row++) {
    const end = offsets[row]! + reader.next();
    if (end > entries) refuse(`expected ${entries} entries, found more`);
    offsets[row + 1] = end;
  }
  if (offsets[itemCount + 1] !== entries) refuse(`expected ${entries} entries, found ${offsets[itemCount + 1]}`);
  const differences = bytes.subarray(reader.at, reader.at + entries);
  reader.at += entries;
  const toRows = new Int32Array(entries);
  for (let row = 0; row <= itemCount; row++) {
    let previous = 0;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const low = differences[entry] ?? refuse('its differences are truncated');
      const difference = low < 0x80 ? low : (low & 0x7f) + 0x80 * reader.next();
      previous += difference;
      if (difference === 0 || previous > itemCount)
        refuse(`invalid transition from row ${row} to row ${previous} of ${itemCount}`);
      toRows[entry] = previous;
    }
  }
  const pairs = bytes.subarray(reader.at);
  const strengths = new Float32Array(entries);
  let pairsAt = 0;
  for (let row = 0; row <= itemCount; row++) {
    const [start, end] = [offsets[row]!, offsets[row + 1]!];
    for (let entry = start; entry < end; entry++) {
      const pair = pairs[pairsAt + ((entry - start) >> 1)] ?? refuse('its strengths are truncated');
      const level = (pair >> (4 * ((entry - start) & 1))) & 15;
      strengths[entry] = levels[level] ?? refuse(`expected a level below ${levelCount}, found ${level}`);
    }
    pairsAt += (end - start + 1) >> 1;
  }
  if (pairsAt !== pairs.length) refuse(`expected ${pairsAt} bytes of strengths, found ${pairs.length}`);
  return { offsets, toRows, strengths };
}
