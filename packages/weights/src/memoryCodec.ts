import { AisleError } from '@aisle/core';
import type { TransitionMemory } from '@aisle/model';

/*
 * Layout of the memory's file, little-endian:
 *
 *   uint32   items            itemCount
 *   uint32   entries
 *   float32  minLog, maxLog   natural logarithms of the weakest and the strongest entry
 *   varint   per item, rows 0 to itemCount: its number of entries, then their rows in ascending order, each as the
 *            difference from the one before (the first from 0)
 *   uint8    per entry, in the same order: its logarithm as 255ths of the way from minLog to maxLog
 *
 * Rows of near neighbours are near each other and small differences take one byte; gzip or brotli on the wire does the
 * rest. A logarithm in 256 steps is off by at most (maxLog - minLog) / 510, under 2 % of a strength for a range of e^8.
 */

const HEADER_BYTES = 16;
const STEPS = 255;

export function encodeMemory({ offsets, toRows, strengths }: TransitionMemory): Uint8Array {
  const itemCount = offsets.length - 2;
  const logs = Float64Array.from(strengths, Math.log);
  const minLog = logs.reduce((a, b) => Math.min(a, b), logs.length > 0 ? Infinity : 0);
  const maxLog = logs.reduce((a, b) => Math.max(a, b), logs.length > 0 ? -Infinity : 0);
  const bytes: number[] = new Array<number>(HEADER_BYTES).fill(0);
  const varint = (value: number) => {
    for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
    bytes.push(value);
  };
  for (let row = 0; row <= itemCount; row++) {
    varint(offsets[row + 1]! - offsets[row]!);
    let previous = 0;
    for (let entry = offsets[row]!; entry < offsets[row + 1]!; entry++) {
      varint(toRows[entry]! - previous);
      previous = toRows[entry]!;
    }
  }
  const range = maxLog - minLog || 1;
  for (const log of logs) bytes.push(Math.round((STEPS * (log - minLog)) / range));
  const encoded = Uint8Array.from(bytes);
  const header = new DataView(encoded.buffer);
  header.setUint32(0, itemCount, true);
  header.setUint32(4, strengths.length, true);
  header.setFloat32(8, minLog, true);
  header.setFloat32(12, maxLog, true);
  return encoded;
}

/** @throws AisleError `weights-mismatch` for bytes that `encodeMemory` would not have written for so many items */
export function decodeMemory(bytes: Uint8Array, itemCount: number): TransitionMemory {
  const refuse = (what: string): never => {
    throw new AisleError('weights-mismatch', `Memory file: ${what}. Write the release again.`, { bytes: bytes.byteLength, itemCount });
  };
  if (bytes.byteLength < HEADER_BYTES) refuse(`expected at least ${HEADER_BYTES} bytes, found ${bytes.byteLength}`);
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const [items, entries] = [header.getUint32(0, true), header.getUint32(4, true)];
  const [minLog, maxLog] = [header.getFloat32(8, true), header.getFloat32(12, true)];
  if (items !== itemCount) refuse(`expected ${itemCount} items, found ${items}`);
  // Every entry takes at least two bytes, so a false count cannot make this allocate more than the file's own size.
  if (entries * 2 > bytes.byteLength) refuse(`${entries} entries do not fit into ${bytes.byteLength} bytes`);
  if (!(minLog <= maxLog && maxLog < 80 && minLog > -80)) refuse(`logarithms from ${minLog} to ${maxLog}`);

  let at = HEADER_BYTES;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined) return refuse('it ends within a number');
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return refuse('a number of more than five bytes');
  };
  const offsets = new Uint32Array(itemCount + 2);
  const toRows = new Int32Array(entries);
  let entry = 0;
  for (let row = 0; row <= itemCount; row++) {
    const end = entry + varint();
    if (end > entries) refuse(`more than its ${entries} entries`);
    for (let previous = 0; entry < end; entry++) {
      const difference = varint();
      previous += difference;
      if (difference === 0 || previous > itemCount) refuse(`a transition from row ${row} to row ${previous} of ${itemCount}`);
      toRows[entry] = previous;
    }
    offsets[row + 1] = entry;
  }
  if (entry !== entries) refuse(`${entries} entries announced, ${entry} found`);
  if (bytes.byteLength - at !== entries) refuse(`${entries} strengths announced, ${bytes.byteLength - at} bytes found`);
  const strengths = Float32Array.from(bytes.subarray(at), (step) => Math.exp(minLog + (step / STEPS) * (maxLog - minLog)));
  return { offsets, toRows, strengths };
}
