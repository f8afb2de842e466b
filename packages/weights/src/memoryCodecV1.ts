import type { TransitionMemory } from '@aisle/model';
import { varintReader } from './varint.js';

/*
 * The first layout of the memory's file, still read, little-endian:
 *
 *   uint32   items            itemCount, which no config lets grow to the "ATM2" that the next layout begins with
 *   uint32   entries
 *   float32  minLog, maxLog   natural logarithms of the weakest and the strongest entry
 *   varint   per item, rows 0 to itemCount: its number of entries, then their rows in ascending order, each as the
 *            difference from the one before (the first from 0)
 *   uint8    per entry, in the same order: its logarithm as 255ths of the way from minLog to maxLog
 */

const HEADER_BYTES = 16;
const STEPS = 255;

/** @param bytes at least 16 */
export function decodeMemoryV1(bytes: Uint8Array, itemCount: number, refuse: (what: string) => never): TransitionMemory {
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const [items, entries] = [header.getUint32(0, true), header.getUint32(4, true)];
  const [minLog, maxLog] = [header.getFloat32(8, true), header.getFloat32(12, true)];
  if (items !== itemCount) refuse(`expected ${itemCount} items, found ${items}`);
  // Every entry takes at least two bytes, so a false count cannot make this allocate more than the file's own size.
  if (entries * 2 > bytes.byteLength) refuse(`${entries} entries do not fit into ${bytes.byteLength} bytes`);
  if (!(minLog <= maxLog && maxLog < 80 && minLog > -80)) refuse(`logarithms from ${minLog} to ${maxLog}`);

  const reader = varintReader(bytes, HEADER_BYTES, refuse);
  const offsets = new Uint32Array(itemCount + 2);
  const toRows = new Int32Array(entries);
  let entry = 0;
  for (let row = 0; row <= itemCount; row++) {
    const end = entry + reader.next();
    if (end > entries) refuse(`more than its ${entries} entries`);
    for (let previous = 0; entry < end; entry++) {
      const difference = reader.next();
      previous += difference;
      if (difference === 0 || previous > itemCount) refuse(`a transition from row ${row} to row ${previous} of ${itemCount}`);
      toRows[entry] = previous;
    }
    offsets[row + 1] = entry;
  }
  if (entry !== entries) refuse(`${entries} entries announced, ${entry} found`);
  if (bytes.byteLength - reader.at !== entries) refuse(`${entries} strengths announced, ${bytes.byteLength - reader.at} bytes found`);
  const strengths = Float32Array.from(bytes.subarray(reader.at), (step) => Math.exp(minLog + (step / STEPS) * (maxLog - minLog)));
  return { offsets, toRows, strengths };
}
