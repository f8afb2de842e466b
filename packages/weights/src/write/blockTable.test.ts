import { seededRandom } from '@aisle/core';
import { expect, test } from 'vitest';
import { BLOCK, BlockTable } from './blockTable.js';

const offsets = (bytes: Uint8Array) => Array.from({ length: Math.max(0, bytes.length - BLOCK + 1) }, (_, at) => at);

// Many blocks leave few bits for the hash. Bytes have two values, so that blocks repeat or differ little.
test.each([0, 1, 2, 3, 100, 1000])('find returns the first occurrence of each of %i blocks', (blocks) => {
  const random = seededRandom(blocks);
  const [file, other] = [0, 1].map(() =>
    Uint8Array.from({ length: blocks * BLOCK + 7 }, (_, i) => (i % BLOCK < 4 ? 0 : Math.floor(2 * random()))),
  ) as [Uint8Array, Uint8Array];
  const textAt = (bytes: Uint8Array, at: number) => bytes.subarray(at, at + BLOCK).join('');
  const first = new Map<string, number>();
  for (let at = 0; at + BLOCK <= file.length; at += BLOCK)
    if (!first.has(textAt(file, at))) first.set(textAt(file, at), at);
  const table = new BlockTable(file);
  for (const bytes of [file, other])
    expect(offsets(bytes).map((at) => table.find(bytes, at))).toEqual(
      offsets(bytes).map((at) => first.get(textAt(bytes, at))),
    );
});

test('blocks with equal hashes are distinguished', () => {
  // Found by a random search.
  const [one, other] = ['0070108605350691', '4692439013514761'].map((digits) => Uint8Array.from(digits, Number)) as [
    Uint8Array,
    Uint8Array,
  ];
  expect(new BlockTable(one).find(other, 0)).toBeUndefined();
  const both = Uint8Array.of(...one, ...other);
  expect([one, other].map((block) => new BlockTable(both).find(block, 0))).toEqual([0, BLOCK]);
});
