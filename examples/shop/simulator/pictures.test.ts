import { AisleError } from '@aisle/core';
import { expect, test } from 'vitest';
import { type Product, simulateCatalogue } from './catalogue.js';
import { lightness, mix } from './pictures/paint.js';
import { drawProduct } from './pictures.js';

const catalogue = simulateCatalogue();
const pictures = catalogue.map(drawProduct);

test('each product has a well-formed picture below 3 kB', () => {
  pictures.forEach((svg, i) => {
    const product = catalogue[i] as Product;
    expect(svg.length, product.item_name).toBeLessThan(3000);
    expect(svg.startsWith('<svg xmlns="http://www.w3.org/2000/svg"') && svg.endsWith('</svg>')).toBe(true);
    expect(svg.match(/<g[ >]/g)?.length ?? 0, product.item_name).toBe(svg.match(/<\/g>/g)?.length ?? 0);
    expect(svg, product.item_name).not.toMatch(/undefined|NaN|\[object/);
  });
});

test('pictures differ by style and by colour', () => {
  const onePerStyle = new Map(catalogue.map((product, i) => [product.style, pictures[i]]));
  expect(onePerStyle.size).toBe(66);
  expect(new Set(onePerStyle.values()).size).toBe(66);
  const tent = catalogue.find((product) => product.style === 'tent') as Product;
  expect(drawProduct({ ...tent, colour: 'navy' })).not.toBe(drawProduct({ ...tent, colour: 'rust' }));
});

test('a style without a picture throws its name', () => {
  expect(() => drawProduct({ ...(catalogue[0] as Product), style: 'kayak' })).toThrow(AisleError);
  expect(() => drawProduct({ ...(catalogue[0] as Product), style: 'kayak' })).toThrow(/kayak/);
});

test('mix of a quarter white into black is 64 of 255', () => {
  expect(mix('#000000', '#ffffff', 0.25)).toBe('#404040');
  expect(lightness('#ffffff')).toBeCloseTo(1);
  expect(lightness('#ff0000')).toBeCloseTo(0.3);
});
