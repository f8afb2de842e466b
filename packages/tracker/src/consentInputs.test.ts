import { expect, test } from 'vitest';
import { ConsentInputs, type ConsentSignal } from './consentInputs.js';

test.each([
  [[], 'unset'],
  [['granted'], 'granted'],
  [['denied'], 'denied'],
  [['unset'], 'unset'],
  [['granted', 'granted'], 'granted'],
  [['no-objection'], 'unset'],
  [['no-objection', 'granted'], 'granted'],
  [['no-objection', 'unset', 'granted'], 'unset'],
  [['granted', 'unset'], 'unset'],
  [['granted', 'unset', 'denied'], 'denied'],
  // Sent by a plugin without types.
  [['granted', 'yes' as ConsentSignal], 'unset'],
] as const)('%j: %s', (signals: readonly ConsentSignal[], decision) => {
  const inputs = new ConsentInputs();
  signals.forEach((signal, i) => inputs.set(`input ${i}`, signal, 'why'));
  expect(inputs.decision).toBe(decision);
});

test('an expected input delays the decision, and its latest signal counts', () => {
  const inputs = new ConsentInputs(['tcf']);
  inputs.set('shop', 'granted', 'called');
  expect(inputs.decision).toBe('unset');
  inputs.set('tcf', 'granted', 'purposes');
  expect(inputs.decision).toBe('granted');
  inputs.set('tcf', 'denied', 'withdrawn');
  expect(inputs.decision).toBe('denied');
  expect(inputs.trace).toEqual([
    { input: 'tcf', signal: 'denied', detail: 'withdrawn' },
    { input: 'shop', signal: 'granted', detail: 'called' },
  ]);
});
