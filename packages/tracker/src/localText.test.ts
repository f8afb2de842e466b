import { expect, test } from 'vitest';
import { readLocalText, writeLocalText } from './localText.js';

/** The storage of a page whose scripts replaced its methods. */
const pageWith = (methods: object, texts: Record<string, string> = {}) =>
  ({ localStorage: Object.assign(Object.create(methods) as object, texts) }) as never;
const refuse = () => {
  throw new Error('replaced');
};

test('a text is read and removed without getItem and removeItem', () => {
  const page = pageWith({ getItem: refuse, removeItem: refuse, setItem: refuse }, { 'aisle-shop-journal': 'text' });
  expect(readLocalText(page, 'aisle-shop-journal')).toBe('text');
  writeLocalText(page, 'aisle-shop-journal');
  expect(readLocalText(page, 'aisle-shop-journal')).toBeUndefined();
});

test('a setItem that stores another text leaves nothing', () => {
  const page = pageWith({
    setItem(this: Record<string, string>, key: string, text: string) {
      this[key] = JSON.stringify(text);
    },
  });
  writeLocalText(page, 'aisle-shop-journal', 'text');
  expect(readLocalText(page, 'aisle-shop-journal')).toBeUndefined();
});
