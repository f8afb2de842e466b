import { AisleError } from '@aisle/core';
import type { TransitionTable } from '@aisle/model';
import { strengthLevels } from './strengthLevels.js';
import { pushVarint, varintReader } from './varint.js';

/*
 * Layout of the memory's file, little-endian:
 *
 *   "ATM3"
 *   uint32   items       itemCount
 *   uint32   entries
 *   uint32   levelCount  at most 16
 *   float32  levels      [levelCount], ascending: the strengths that occur
 *   varint   counts      per item, rows 0 to itemCount: its number of entries
 *   uint8    differences per entry, an item's in ascending order of the row that they lead to: the difference from the
 *                        row before it (the first from 0), its low 7 bits; bit 7 is set where there is more
 *   varint   more        the rest of each of those differences, divided by 128
 *   4 bits   strengths   per entry, in the same order: index into levels, the first of two in the low bits; every item
 *                        begins a byte, so that a change of one leaves the others' bytes as they are (see delta.ts)
 *
 * Like beside like is what gzip and brotli shorten best: against differences as whole varints between their counts,
 * these take 10 % less after gzip on Amazon Beauty. There the 16 levels are off by 4 % of a strength on average. 16 even
 * steps of the logarithm over one range would be off by 9 %, over a range below each item's strongest by 6 % and at as
 * many bytes as 12 levels, which are off by 5 %.
 */

const MAGIC = 0x334d5441;
const HEADER_BYTES = 16;
const MAX_LEVELS = 16;

type Refuse = (what: string) => never;

function refuser(details: Readonly<Record<string, unknown>>): Refuse {
  return (what) => {
    throw new AisleError('weights-mismatch', `Memory file: ${what}. Write the release again.`, details);
  };
}

/** @throws AisleError `weights-mismatch` for a strength that is not above 0 and finite */
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

/** Index of the level whose logarithm is nearest. */
function nearestLevel(levels: Float32Array, strength: number): number {
  let level = 0;
  while (level + 1 < levels.length && strength > Math.sqrt(levels[level]! * levels[level + 1]!)) level += 1;
  return level;
}

/** @throws AisleError `weights-mismatch` for bytes that `encodeTransitions` would not have written for so many items */
export function decodeTransitions(bytes: Uint8Array, itemCount: number): TransitionTable {
  const refuse: Refuse = refuser({ bytes: bytes.byteLength, itemCount });
  if (bytes.byteLength < HEADER_BYTES) refuse(`expected at least ${HEADER_BYTES} bytes, found ${bytes.byteLength}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) refuse('it does not begin as one');
  const [items, entries, levelCount] = [4, 8, 12].map((at) => view.getUint32(at, true)) as [number, number, number];
  if (items !== itemCount) refuse(`expected ${itemCount} items, found ${items}`);
  // Every entry takes a byte and a half or more, so a false count cannot make this allocate much more than the file's own size.
  if (entries * 1.5 > bytes.byteLength) refuse(`${entries} entries do not fit into ${bytes.byteLength} bytes`);
  const dataStart = HEADER_BYTES + 4 * levelCount;
  if (levelCount > MAX_LEVELS || dataStart > bytes.byteLength)
    refuse(`${levelCount} levels in ${bytes.byteLength} bytes`);
  const levels = Float32Array.from({ length: levelCount }, (_, i) => view.getFloat32(HEADER_BYTES + 4 * i, true));
  levels.forEach((level, i) => {
    if (!(level > (levels[i - 1] ?? 0) && level < Infinity)) refuse(`a level of ${level} after ${levels[i - 1] ?? 0}`);
  });

  const reader = varintReader(bytes, dataStart, refuse);
  const offsets = new Uint32Array(itemCount + 2);
  for (let row = 0; row <= itemCount; row++) {
    const end = offsets[row]! + reader.next();
    if (end > entries) refuse(`more than its ${entries} entries`);
    offsets[row + 1] = end;
  }
  if (offsets[itemCount + 1] !== entries) refuse(`${entries} entries announced, ${offsets[itemCount + 1]} found`);
  const differences = bytes.subarray(reader.at, reader.at + entries);
  reader.at += entries;
  const toRows = new Int32Array(entries);
  for (let row = 0; row <= itemCount; row++) {
    let previous = 0;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      const low = differences[entry] ?? refuse('it ends within its differences');
      const difference = low < 0x80 ? low : (low & 0x7f) + 0x80 * reader.next();
      previous += difference;
      if (difference === 0 || previous > itemCount)
        refuse(`a transition from row ${row} to row ${previous} of ${itemCount}`);
      toRows[entry] = previous;
    }
  }
  const pairs = bytes.subarray(reader.at);
  const strengths = new Float32Array(entries);
  let pairsAt = 0;
  for (let row = 0; row <= itemCount; row++) {
    const [start, end] = [offsets[row]!, offsets[row + 1]!];
    for (let entry = start; entry < end; entry++) {
      const pair = pairs[pairsAt + ((entry - start) >> 1)] ?? refuse('it ends within its strengths');
      const level = (pair >> (4 * ((entry - start) & 1))) & 15;
      strengths[entry] = levels[level] ?? refuse(`level ${level} of ${levelCount}`);
    }
    pairsAt += (end - start + 1) >> 1;
  }
  if (pairsAt !== pairs.length) refuse(`expected ${pairsAt} bytes of strengths, found ${pairs.length}`);
  return { offsets, toRows, strengths };
}
