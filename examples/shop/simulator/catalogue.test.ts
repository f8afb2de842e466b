import { expect, test } from 'vitest';
import { categoryPath, type Product, simulateCatalogue } from './catalogue.js';
import { DEPARTMENT_OF, DEPARTMENTS, STYLES } from './departments.js';

const catalogue = simulateCatalogue();

test('the catalogue has 792 unique products, 12 of each of 66 kinds', () => {
  expect(catalogue).toHaveLength(792);
  expect(catalogue[0]?.item_id).toBe('sku-0001');
  expect(catalogue[791]?.item_id).toBe('sku-0792');
  expect(new Set(catalogue.map((product) => product.item_name)).size).toBe(792);
  expect(STYLES.size).toBe(66);
  for (const style of STYLES.keys()) expect(catalogue.filter((product) => product.style === style)).toHaveLength(12);
});

test('additional kinds come last, so that documented ids keep their products', () => {
  const names = Object.fromEntries(catalogue.map(({ item_id, item_name }) => [item_id, item_name]));
  expect(names['sku-0241']).toBe('Basecove Family Tent');
  expect(names['sku-0370']).toBe('Molino Single-Boiler Espresso Machine');
  expect(names['sku-0700']).toBe('Pacer Commuter Pannier');
  expect(new Set(catalogue.slice(720).map(({ style }) => style))).toEqual(
    new Set(['socks', 'sleeping-mat', 'gas-canister', 'trail-meal', 'coffee-beans', 'light-bulb']),
  );
});

test('the catalogue depends on the seed only', () => {
  expect(simulateCatalogue(7)).toEqual(catalogue);
  expect(simulateCatalogue(8)).not.toEqual(catalogue);
});

test('every product has a brand, style and colour of its category', () => {
  for (const product of catalogue) {
    const department = DEPARTMENTS.find((one) => one.category === product.item_category);
    expect(Object.keys(department?.brands ?? {})).toContain(product.item_brand);
    expect(DEPARTMENT_OF.get(product.style)).toBe(department);
    expect(STYLES.get(product.style)?.colours).toContain(product.colour);
  }
});

test('prices are near the base price and depend on the brand', () => {
  const sweaters = catalogue.filter((product) => product.style === 'crew-sweater');
  const prices = sweaters.map((product) => product.price).sort((a, b) => a - b);
  expect(prices[6]).toBeGreaterThan(65);
  expect(prices[6]).toBeLessThan(120);
  const mean = (brand: string) => {
    const of = sweaters.filter((product) => product.item_brand === brand);
    return of.reduce((sum, product) => sum + product.price, 0) / of.length;
  };
  expect(mean('Marsh & Mae')).toBeGreaterThan(1.3 * mean('Plainstitch'));
});

test('a category path names the department and the kind in the plural', () => {
  const pathOf = (style: string) => categoryPath(catalogue.find((product) => product.style === style) as Product);
  expect(pathOf('tent')).toBe('Camping > Tents');
  expect(pathOf('chef-knife')).toBe('Cookware > Chef Knives');
  expect(pathOf('french-press')).toBe('Coffee > French Presses');
  expect(pathOf('socks')).toBe('Footwear > Socks');
  expect(pathOf('carafe')).toBe('Tableware > Carafes');
});
