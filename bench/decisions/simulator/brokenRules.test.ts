import { expect, test } from 'vitest';
import { brokenRules } from './brokenRules.js';

const HOUR_MS = 3_600_000;
const rules = { caps: { perSession: 1, perWeek: 3 }, cooldownHours: 24 };
const at = (...hours: number[]) => hours.map((hour) => ({ id: 'hint', timestampMs: hour * HOUR_MS }));

test.each([
  ['exposures a day apart', at(0, 24, 48), 0],
  ['an exposure within the cooldown', at(0, 23), 1],
  ['a fourth exposure within a week', at(0, 24, 48, 167), 1],
  ['a fourth exposure after a week', at(0, 24, 48, 168), 0],
  ['no exposures', [], 0],
])('brokenRules counts %s', (_, exposures, expected) => {
  expect(brokenRules(exposures, rules)).toBe(expected);
});

test('brokenRules counts a second exposure of a session', () => {
  expect(brokenRules(at(0, 0.4, 1), { ...rules, cooldownHours: 0 })).toBe(1);
});
