import { expect, test } from 'vitest';
import { simulateCatalogue } from './catalogue.js';
import { DEPARTMENTS, STYLES } from './departments.js';

const catalogue = simulateCatalogue();

test('the catalogue has 720 unique products, 60 in each of 12 categories', () => {
  expect(catalogue).toHaveLength(720);
  expect(catalogue[0]?.item_id).toBe('sku-0001');
  expect(catalogue[719]?.item_id).toBe('sku-0720');
  expect(new Set(catalogue.map((product) => product.item_name)).size).toBe(720);
  for (const { category } of DEPARTMENTS)
    expect(catalogue.filter((product) => product.item_category === category)).toHaveLength(60);
});

test('the catalogue depends on the seed only', () => {
  expect(simulateCatalogue(7)).toEqual(catalogue);
  expect(simulateCatalogue(8)).not.toEqual(catalogue);
});

test('every product has a brand, style and colour of its category', () => {
  for (const product of catalogue) {
    const department = DEPARTMENTS.find((one) => one.category === product.item_category);
    expect(Object.keys(department?.brands ?? {})).toContain(product.item_brand);
    expect(department?.styles.find((style) => style.style === product.style)?.colours).toContain(product.colour);
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

test('every complement is an existing style', () => {
  for (const style of STYLES.values()) {
    expect(style.pairsWith.length).toBeGreaterThan(0);
    for (const other of style.pairsWith) expect(STYLES.has(other), `${style.style} pairs with ${other}`).toBe(true);
  }
});
