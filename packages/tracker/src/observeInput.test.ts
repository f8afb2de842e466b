import { expect, test } from 'vitest';
import { observeInput } from './observeInput.js';

/** The times of the inputs among these events, each at its time. */
function inputsAmong(events: readonly (readonly [type: string, atMs: number, fields?: object])[]): number[] {
  const listeners = new Map<string, (event: Event) => void>();
  const inputs: number[] = [];
  let nowMs = 0;
  observeInput(
    { addEventListener: (type, listener) => void listeners.set(type, listener) },
    () => nowMs,
    (atMs) => inputs.push(atMs),
    new AbortController().signal,
  );
  for (const [type, atMs, fields] of events) {
    nowMs = atMs;
    listeners.get(type)?.({ type, isTrusted: true, ...fields } as unknown as Event);
  }
  return inputs;
}

test('a click of a pointer or a key is one input', () => {
  expect(
    inputsAmong([
      ['pointerdown', 0],
      ['click', 80],
      ['keydown', 5_000],
      ['click', 5_001],
    ]),
  ).toEqual([0, 5_000]);
});

test('a key that is held down is one input', () => {
  const repeats = Array.from({ length: 60 }, (_, i) => [
    ['keydown', 500 + 33 * i, { repeat: true }] as const,
    ['click', 500 + 33 * i] as const,
  ]).flat();
  expect(inputsAmong([['keydown', 0], ['click', 1], ...repeats])).toEqual([0]);
});

test('clicks of assistive technology are inputs', () => {
  expect(
    inputsAmong([
      ['click', 0],
      ['click', 300],
    ]),
  ).toEqual([0, 300]);
});

test('events of scripts are not inputs', () => {
  expect(inputsAmong(['pointerdown', 'keydown', 'click'].map((type) => [type, 0, { isTrusted: false }]))).toEqual([]);
});
