import { expect, test } from 'vitest';
import { AutomationDetector, type AutomationNavigator } from './automationDetector.js';

type Observed = 'add_to_cart' | 'view_item' | 'select_promotion' | 'view_promotion' | 'add_payment_info' | 'refund';

const ACTIVE = { userActivation: { hasBeenActive: true } };
const UNTOUCHED = { userActivation: { hasBeenActive: false } };

function signalAfter(navigator: AutomationNavigator, actions: readonly (readonly [type: Observed, atMs: number])[]) {
  const detector = new AutomationDetector(navigator);
  for (const [type, atMs] of actions) detector.observe(type, atMs);
  return detector.signal;
}

const everyMs = (count: number, gapMs: number, type: Observed = 'add_to_cart') =>
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

test.each(['view_item', 'view_promotion', 'add_payment_info', 'refund'] as const)('%s needs no input', (type) => {
  expect(signalAfter(UNTOUCHED, everyMs(40, 1, type))).toBeUndefined();
});

test('a click on a promotion needs input', () => {
  expect(signalAfter(UNTOUCHED, everyMs(4, 5000, 'select_promotion'))).toBe('no-input');
});

test('more than fifteen clicks within a second are a signal', () => {
  // The 16th comes 15 gaps after the first: 990 ms and 1,005 ms.
  expect(signalAfter(ACTIVE, everyMs(16, 66))).toBe('impossible-speed');
  expect(signalAfter(ACTIVE, everyMs(60, 67))).toBeUndefined();
});

test('events of one call count as one gesture', () => {
  expect(signalAfter(ACTIVE, everyMs(40, 0))).toBeUndefined();
  expect(signalAfter(UNTOUCHED, everyMs(40, 0))).toBeUndefined();
});

test('a cart that a page restores item by item is one gesture', () => {
  expect(signalAfter(UNTOUCHED, everyMs(15, 49))).toBeUndefined();
  expect(signalAfter(UNTOUCHED, everyMs(4, 50))).toBe('no-input');
});

test('a program that reports faster than hands is detected without input', () => {
  for (const gapMs of [5, 20, 49]) expect(signalAfter(UNTOUCHED, everyMs(16, gapMs))).toBe('impossible-speed');
});

/** A detector after inputs, each followed by these actions. */
function signalAfterInputs(navigator: AutomationNavigator, inputs: number, inputGapMs: number, actionGapsMs: number[]) {
  const detector = new AutomationDetector(navigator);
  for (let i = 0; i < inputs; i++) {
    let nowMs = i * inputGapMs;
    detector.onInput(nowMs);
    for (const gapMs of actionGapsMs) detector.observe('add_to_cart', (nowMs += gapMs));
  }
  return detector.signal;
}

test.each([ACTIVE, UNTOUCHED, {}])('one input can add many items, at any speed (%j)', (navigator) => {
  for (const gapMs of [0, 1, 20, 66, 300, 999])
    expect(
      signalAfterInputs(
        navigator,
        1,
        0,
        Array.from({ length: 60 }, () => gapMs),
      ),
    ).toBeUndefined();
});

test('more than fifteen inputs within a second that act are a signal', () => {
  expect(signalAfterInputs(ACTIVE, 16, 66, [1, 1])).toBe('impossible-speed');
  expect(signalAfterInputs(ACTIVE, 60, 67, [1, 1, 1])).toBeUndefined();
  // Typing into a field is not an action.
  expect(signalAfterInputs(ACTIVE, 60, 10, [])).toBeUndefined();
});

test('actions long after the last input count as without it', () => {
  expect(signalAfterInputs(UNTOUCHED, 1, 0, [1_000, 1_000, 1_000])).toBeUndefined();
  expect(signalAfterInputs(UNTOUCHED, 1, 0, [1_000, 1_000, 1_000, 1_000])).toBe('no-input');
});
