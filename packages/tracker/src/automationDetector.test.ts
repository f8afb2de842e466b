import { expect, test } from 'vitest';
import { AutomationDetector, type AutomationNavigator } from './automationDetector.js';

const ACTIVE = { userActivation: { hasBeenActive: true } };
const UNTOUCHED = { userActivation: { hasBeenActive: false } };

function signalAfter(
  navigator: AutomationNavigator,
  actions: readonly (readonly [type: 'add_to_cart' | 'view_item', atMs: number])[],
) {
  const detector = new AutomationDetector(navigator);
  for (const [type, atMs] of actions) detector.observe(type, atMs);
  return detector.signal;
}

const everyMs = (count: number, gapMs: number, type: 'add_to_cart' | 'view_item' = 'add_to_cart') =>
  Array.from({ length: count }, (_, i) => [type, i * gapMs] as const);

test('the webdriver flag of the browser is a signal', () => {
  expect(signalAfter({ webdriver: true }, [])).toBe('webdriver');
  expect(signalAfter({ webdriver: false }, [])).toBeUndefined();
});

test('the fourth click event without input is a signal', () => {
  expect(signalAfter(UNTOUCHED, everyMs(3, 5000))).toBeUndefined();
  expect(signalAfter(UNTOUCHED, everyMs(4, 5000))).toBe('no-input');
  expect(signalAfter(ACTIVE, everyMs(4, 5000))).toBeUndefined();
  // A browser without `userActivation`.
  expect(signalAfter({}, everyMs(40, 5000))).toBeUndefined();
});

test('views need no input', () => {
  expect(signalAfter(UNTOUCHED, everyMs(40, 1, 'view_item'))).toBeUndefined();
});

test('more than fifteen clicks within a second are a signal', () => {
  // The 16th comes 15 gaps after the first: 990 ms and 1,005 ms.
  expect(signalAfter(ACTIVE, everyMs(16, 66))).toBe('impossible-speed');
  expect(signalAfter(ACTIVE, everyMs(60, 67))).toBeUndefined();
});

test('events within five milliseconds count as one click', () => {
  expect(signalAfter(ACTIVE, everyMs(40, 0))).toBeUndefined();
});
