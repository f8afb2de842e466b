import { parseItemId } from '@aisle/core';
import { expect, test } from 'vitest';
import { readCatalogueFile } from './catalogueFile.js';
import { temporaryFiles } from './testing/temporaryFiles.js';
import { vectorsOfItems } from './vectorsOfItems.js';

const files = temporaryFiles();

test('vectors follow the rows of the log; items without one have zeros', () => {
  const items = [
    { itemId: parseItemId('A'), vector: [1, 2] },
    { itemId: parseItemId('B') },
    { itemId: parseItemId('C'), vector: [3, -4] },
  ];
  expect(vectorsOfItems(items, ['C', 'B', 'unlisted', 'A'])).toEqual({
    width: 2,
    vectors: Float32Array.of(0, 0, 3, -4, 0, 0, 0, 0, 1, 2),
  });
  expect(vectorsOfItems([{ itemId: parseItemId('B') }], ['B'])).toBeUndefined();
});

test('vectors of several lengths are an error', () => {
  const items = [
    { itemId: parseItemId('A'), vector: [1, 2] },
    { itemId: parseItemId('B'), vector: [1] },
  ];
  expect(() => vectorsOfItems(items, ['A', 'B'])).toThrowError(
    expect.objectContaining({
      code: 'data-invalid',
      message: expect.stringContaining('2 numbers for item A and of 1 for item B') as string,
    }),
  );
});

test('a CSV has the numbers of a vector in one column', async () => {
  const file = files.write('vectors.csv', 'item_id,vector\nA,.5 -2 1e-3\nB,"[1, 2, 3]"\nC,\n');
  const { items: found } = await readCatalogueFile({ file });
  expect(found.map(({ vector }) => vector)).toEqual([[0.5, -2, 0.001], [1, 2, 3], undefined]);
});

test('a JSON catalogue has lists of values, or objects with the fields of a CSV', async () => {
  const entries = {
    A: ['boots', 17],
    B: { title: 'Dome tent', category: 'Tents', price: 180, values: ['red', 4], vector: [0.5, 1] },
  };
  const { items: found } = await readCatalogueFile({ file: files.write('fields.json', JSON.stringify(entries)) });
  expect(found).toEqual([
    { itemId: 'A', values: ['boots', '17'] },
    { itemId: 'B', title: 'Dome tent', category: 'Tents', price: 180, values: ['red', '4'], vector: [0.5, 1] },
  ]);
  const wrong = files.write('wrong.json', JSON.stringify({ A: { vector: ['x'] } }));
  await expect(readCatalogueFile({ file: wrong })).rejects.toMatchObject({ code: 'data-invalid' });
});
