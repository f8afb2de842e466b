import { expect, test } from 'vitest';
import { TimeLeft } from './timeLeft.js';

test('time left ignores what was before the first step', () => {
  let nowMs = 30_000;
  const timeLeft = new TimeLeft(4, () => nowMs);
  // Ten steps an epoch, 100 ms each.
  expect(timeLeft.update(0.1)).toBeUndefined();
  nowMs += 100;
  expect(timeLeft.update(0.2)).toBeCloseTo(3800, 6);
  nowMs += 800;
  expect(timeLeft.update(1)).toBeCloseTo(3000, 6);
});

test('a resumed training counts its own steps', () => {
  let nowMs = 0;
  const timeLeft = new TimeLeft(4, () => nowMs);
  timeLeft.update(2.5);
  nowMs += 500;
  expect(timeLeft.update(3)).toBeCloseTo(1000, 6);
});
