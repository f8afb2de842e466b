import path from 'node:path';
import { expect, test } from 'vitest';
import { readCatalogueFile } from '../catalogueFile.js';
import { readEventLog } from '../readEventLog.js';
import { temporaryFiles } from '../testing/temporaryFiles.js';

const files = temporaryFiles();
const fixture = (name: string) => path.join(import.meta.dirname, '../testing/exports', name);
const CATEGORY = 'Sporting Goods > Outdoor Recreation > Camping & Hiking';

test('Shopify products: every variant is an item with the texts of its product', async () => {
  const { items, notes } = await readCatalogueFile({ file: fixture('shopify_products.csv') });
  expect(items.map(({ itemId }) => itemId)).toEqual([
    'TENT-2',
    'TENT-4',
    'BAG-M',
    'BAG-L',
    'MAT-1',
    'STOVE',
    'LAMP',
    'MUG',
  ]);
  expect(items[0]).toEqual({
    itemId: 'TENT-2',
    title: 'Dome tent',
    description: 'Two persons, 1.9 kg . Green',
    category: `${CATEGORY} > Tents`,
    brand: 'Basecove',
    price: 180,
    image: 'https://cdn.shop.example/tent-1.jpg',
  });
  expect(items[3]).toEqual({
    itemId: 'BAG-L',
    title: 'Sleeping bag',
    description: 'Down, "warm"',
    category: `${CATEGORY} > Sleeping Bags`,
    brand: 'Basecove',
    price: 105.5,
    image: 'https://cdn.shop.example/bag.jpg',
  });
  expect([notes[0], notes.at(-1)]).toEqual([
    `${fixture('shopify_products.csv')} is read as Shopify products, CSV`,
    // Two rows with pictures, and gift wrap without a SKU.
    '  3 rows without a new item id are excluded',
  ]);
});

test('Shopify products: what nobody can see yet is left alone, with its variants', async () => {
  const rows = [
    'Handle,Title,Vendor,Variant SKU,Variant Price,Published,Status',
    'tent,Tent,Basecove,TENT,180,true,active',
    'next,Next,Basecove,NEXT-1,200,false,draft',
    'next,,,NEXT-2,210,,',
    'soon,Soon,Basecove,SOON,200,true,draft',
    'old,Old,Basecove,OLD,90,true,archived',
    'hidden,Hidden,Basecove,HIDDEN,90,false,active',
  ];
  const { items } = await readCatalogueFile({ file: files.write('products.csv', rows.join('\n')) });
  expect(items.map(({ itemId }) => itemId)).toEqual(['TENT', 'OLD']);
});

test('Shopify products: a handle as item id makes one item of a product', async () => {
  const { items } = await readCatalogueFile({ file: fixture('shopify_products.csv'), names: { item_id: 'Handle' } });
  expect(items.map(({ itemId, price }) => [itemId, price])).toContainEqual(['sleeping-bag', 95.5]);
  expect(items).toHaveLength(8);
});

test.each(['merchant_feed.tsv', 'merchant_feed.xml'])(
  '%s: attributes are read, prices have a currency',
  async (name) => {
    const { items, notes } = await readCatalogueFile({ file: fixture(name) });
    expect(items).toHaveLength(8);
    expect(items.map(({ price }) => price)).toEqual([180, 320, 95.5, 105.5, 49, 59.9, undefined, 12]);
    expect(items[0]).toEqual({
      itemId: 'TENT-2',
      title: 'Dome tent',
      description: 'Two persons, 1.9 kg & green',
      category: 'Camping > Tents',
      brand: 'Basecove',
      price: 180,
      image: 'https://cdn.shop.example/TENT-2.jpg',
    });
    expect(items[3]!.description).toBe('Größe L');
    expect('description' in items[6]!).toBe(false);
    expect(notes[0]).toContain('is read as Google Merchant feed');
  },
);

test('an exported catalogue and exported orders have the same items', async () => {
  const { log, itemMetadata, catalogueNotes } = await readEventLog({
    file: fixture('shopify_orders.csv'),
    catalogueFile: fixture('shopify_products.csv'),
  });
  expect(log.itemIds).toEqual(itemMetadata!.map(({ itemId }) => itemId));
  expect(catalogueNotes.length).toBeGreaterThan(0);
});

test('--catalogue-column names the fields of any table', async () => {
  const file = files.write('goods.csv', 'Art;Bezeichnung;Preis\nA-1;Zelt <b>grün</b>;19.90\nA-2;Lampe;x\n');
  const { items } = await readCatalogueFile({ file, names: { item_id: 'Art', title: 'Bezeichnung', price: 'Preis' } });
  expect(items).toEqual([
    { itemId: 'A-1', title: 'Zelt grün', price: 19.9 },
    { itemId: 'A-2', title: 'Lampe' },
  ]);
  await expect(readCatalogueFile({ file, names: { item_id: 'Nummer' } })).rejects.toMatchObject({
    code: 'data-invalid',
    message: /found no column Nummer for item_id in Art, Bezeichnung, Preis/,
  });
});

test('XML that is not a feed is refused', async () => {
  const file = files.write('other.xml', '<?xml version="1.0"?>\n<orders><order>1</order></orders>\n');
  await expect(readCatalogueFile({ file })).rejects.toMatchObject({ code: 'data-invalid' });
});
