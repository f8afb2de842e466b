import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';
import { embeddedPicture } from './embeddedPicture.js';

const files = temporaryFiles();
mkdirSync(path.join(files.folder, 'shop/pictures'), { recursive: true });
const catalogue = path.join(files.folder, 'shop/catalogue.csv');
const write = (name: string, bytes: number) => writeFileSync(path.join(files.folder, name), 'a'.repeat(bytes));
write('shop/pictures/small.svg', 3);
write('shop/pictures/large.png', 12_001);
write('shop/notes.txt', 3);
write('secret.png', 3);

test('a small file beside the catalogue is embedded', async () => {
  const expected = 'data:image/svg+xml;base64,YWFh';
  expect(await embeddedPicture('pictures/small.svg', catalogue)).toBe(expected);
  expect(await embeddedPicture('/pictures/small.svg', catalogue)).toBe(expected);
});

test('a small data URL stays', async () => {
  const url = 'data:image/png;base64,AAAA';
  expect(await embeddedPicture(url, catalogue)).toBe(url);
  expect(await embeddedPicture(`${url}${'A'.repeat(16_000)}`, catalogue)).toBeUndefined();
});

test.each([
  'https://shop.example/pictures/small.svg',
  '//shop.example/small.svg',
  'pictures/large.png',
  'pictures/missing.png',
  '../secret.png',
  'notes.txt',
  'data:text/html,hello',
])('%s has no picture', async (image) => {
  expect(await embeddedPicture(image, catalogue)).toBeUndefined();
});
