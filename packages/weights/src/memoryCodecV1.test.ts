import { expect, test } from 'vitest';
import { decodeMemory } from './memoryCodec.js';

/** Items, entries, and the logarithms -1 and 1 as float32. */
const header = (items: number, entries: number) => [items, 0, 0, 0, entries, 0, 0, 0, 0, 0, 0x80, 0xbf, 0, 0, 0x80, 0x3f];

test('a file of the first layout, assembled by hand', () => {
  // 200 items. Row 1: 2 entries, rows 5 and 5 + 150 (0x96 0x01). Row 2: 1 entry, row 200 (0xc8 0x01). Then nothing.
  const bytes = Uint8Array.of(...header(200, 3), 0, 2, 5, 0x96, 0x01, 1, 0xc8, 0x01, ...new Array<number>(198).fill(0), 0, 255, 51);
  const { offsets, toRows, strengths } = decodeMemory(bytes, 200);
  expect([...offsets]).toEqual([0, 0, 2, ...new Array<number>(199).fill(3)]);
  expect([...toRows]).toEqual([5, 155, 200]);
  // 51 is a fifth of the way from -1 to 1.
  expect([...strengths]).toEqual([Math.exp(-1), Math.E, Math.exp(-0.6)].map(Math.fround));
});

// Two items; row 1 leads to 1 and 2, row 2 to 1.
const body = [0, 2, 1, 1, 1, 1];
test.each([
  ['another catalogue', [...header(3, 3), ...body, 7, 8, 9], 'expected 2 items, found 3'],
  ['more entries than fit', [...header(2, 13), ...body, 7, 8, 9], '13 entries do not fit into 25 bytes'],
  ['logarithms the wrong way round', [...header(2, 3).with(11, 0x3f).with(15, 0xbf), ...body, 7, 8, 9], 'logarithms from 1 to -1'],
  ['an end within a number', [...header(2, 3), 0, 2, 1, 1, 1, 0x81], 'it ends within a number'],
  ['a count above the entries', [...header(2, 3), 0, 2, 1, 1, 2, 1, 1, 7, 8, 9], 'more than its 3 entries'],
  ['a row twice', [...header(2, 3), 0, 2, 1, 0, 1, 1, 7, 8, 9], 'a transition from row 1 to row 1 of 2'],
  ['a row past the last item', [...header(2, 3), 0, 2, 1, 1, 1, 3, 7, 8, 9], 'a transition from row 2 to row 3 of 2'],
  ['fewer entries than announced', [...header(2, 4), ...body, 7, 8, 9], '4 entries announced, 3 found'],
  ['a strength too few', [...header(2, 3), ...body, 7, 8], '3 strengths announced, 2 bytes found'],
])('%s is refused', (_, bytes, what) => {
  expect(() => decodeMemory(Uint8Array.from(bytes), 2)).toThrow(`Memory file: ${what}. Write the release again.`);
});
