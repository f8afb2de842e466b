import { expect, test } from 'vitest';
import { Visitor } from './visitor.js';

const ACTIVE = { userActivation: { hasBeenActive: true } };
const UNTOUCHED = { userActivation: { hasBeenActive: false } };

function signAfter(navigator: ConstructorParameters<typeof Visitor>[0], acts: readonly (readonly [type: Parameters<Visitor['note']>[0], atMs: number])[]) {
  const visitor = new Visitor(navigator);
  for (const [type, atMs] of acts) visitor.note(type, atMs);
  return visitor.sign;
}

const everyMs = (count: number, gapMs: number, type: 'add_to_cart' | 'view_item' = 'add_to_cart') => Array.from({ length: count }, (_, i) => [type, i * gapMs] as const);

test('the browser says so itself', () => {
  expect(signAfter({ webdriver: true }, [])).toBe('webdriver');
  expect(signAfter({ webdriver: false }, [])).toBeUndefined();
});

test('a fourth act of a hand without any input', () => {
  expect(signAfter(UNTOUCHED, everyMs(3, 5000))).toBeUndefined();
  expect(signAfter(UNTOUCHED, everyMs(4, 5000))).toBe('no-input');
  expect(signAfter(ACTIVE, everyMs(4, 5000))).toBeUndefined();
  // A browser that does not tell of input.
  expect(signAfter({}, everyMs(40, 5000))).toBeUndefined();
});

test('what a page tells by itself needs no hand', () => {
  expect(signAfter(UNTOUCHED, everyMs(40, 1, 'view_item'))).toBeUndefined();
});

test('more than fifteen clicks within a second', () => {
  // The 16th comes 15 gaps after the first: 990 ms and 1,005 ms.
  expect(signAfter(ACTIVE, everyMs(16, 66))).toBe('impossible-speed');
  expect(signAfter(ACTIVE, everyMs(60, 67))).toBeUndefined();
});

test('many things for one click are one click', () => {
  expect(signAfter(ACTIVE, everyMs(40, 0))).toBeUndefined();
});
