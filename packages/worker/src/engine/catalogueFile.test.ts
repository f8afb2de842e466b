import { expect, test, vi } from 'vitest';
import { CatalogueFiles, parseCatalogueFile } from './catalogueFile.js';

const read = (found: unknown) => {
  const { items, problems } = parseCatalogueFile(found);
  return { items: [...items.values()], problems };
};

test('parses a list with or without a default currency', () => {
  const entries = [
    { item_id: 'a', price: 3 },
    { item_id: 7, currency: 'USD', rating: 4.5 },
  ];
  expect(read(entries)).toEqual({
    items: [
      { item_id: 'a', price: 3 },
      { item_id: '7', currency: 'USD', rating: 4.5 },
    ],
    problems: [],
  });
  expect(read({ currency: 'EUR', items: entries }).items).toEqual([
    { item_id: 'a', price: 3, currency: 'EUR' },
    { item_id: '7', currency: 'USD', rating: 4.5 },
  ]);
});

test('null is ignored, and the last of repeated entries is used', () => {
  expect(
    read([
      { item_id: 'a', price: 1 },
      { item_id: 'a', item_name: null, price: 2, in_stock: null },
    ]),
  ).toEqual({ items: [{ item_id: 'a', price: 2 }], problems: [] });
});

test.each<readonly [string, unknown]>([
  ['it is not an object', 'a'],
  ['it is not an object', ['a']],
  ['item_id must be a text of 1 to 200 characters, or a whole number', { item_name: 'A' }],
  ['item_id must be a text of 1 to 200 characters, or a whole number', { item_id: '' }],
  ['item_name must be a text', { item_id: 'a', item_name: { en: 'A' } }],
  ['image must be a text', { item_id: 'a', image: ['/a.png'] }],
  ['url must be a text', { item_id: 'a', url: 1 }],
  ['price must be a number of at least 0', { item_id: 'a', price: '3.50' }],
  ['price must be a number of at least 0', { item_id: 'a', price: -1 }],
  ['in_stock must be true or false', { item_id: 'a', in_stock: 'no' }],
  ['currency must be three capital letters', { item_id: 'a', currency: 'euro' }],
])('skips an entry: %s', (problem, entry) => {
  expect(read([{ item_id: 'good' }, entry])).toEqual({
    items: [{ item_id: 'good' }],
    problems: [`items[1]: ${problem}`],
  });
});

test.each([null, 'text', 7, {}, { items: {} }, { items: [], currency: 'euro' }])('refuses the file %j', (found) => {
  expect(() => parseCatalogueFile(found)).toThrow(/must be/);
});

test.each([
  [true, 'default'],
  [false, 'no-store'],
])('with persist %s, the file is fetched with the cache mode %s', async (persist, cache) => {
  const fetching = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('[{"item_id":"a"}]'));
  const files = new CatalogueFiles(() => {}, new AbortController().signal, persist);
  expect([...(await files.get('https://shop.test/items.json')).keys()]).toEqual(['a']);
  expect(fetching.mock.calls[0]![1]).toMatchObject({ cache });
  fetching.mockRestore();
});

test('a stopped worker ends the pending fetch and starts none', async () => {
  const fetching = vi.spyOn(globalThis, 'fetch').mockImplementation((_url, init) => {
    const signal = init!.signal!;
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  const stopping = new AbortController();
  const files = new CatalogueFiles(() => {}, stopping.signal);
  const first = files.get('https://shop.example/items.json');
  stopping.abort(new Error('stopped'));
  await expect(first).rejects.toMatchObject({
    code: 'catalogue-file-unusable',
    message: expect.stringContaining('stopped'),
  });
  await expect(files.get('https://shop.example/more.json')).rejects.toThrow('stopped');
  expect(fetching).toHaveBeenCalledTimes(1);
  fetching.mockRestore();
});
