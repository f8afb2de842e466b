import type { EventType } from '@aisle/core';
import { expect, test } from 'vitest';
import type { AutomationEvidence } from './automationEvidence.js';
import { automationScore } from './automationScore.js';
import type { RiskSignal } from './riskSignal.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const START_MS = Date.UTC(2026, 0, 5);

/** Events of one type after these gaps in seconds, each of another item unless `items` names them. */
function eventsAfter(gaps: readonly number[], items: readonly string[] = [], type: EventType = 'view_item') {
  let timestampMs = START_MS;
  return gaps.map((gap, i) => ({
    type,
    timestampMs: (timestampMs += gap * 1_000),
    items: [{ item_id: items[i % items.length] ?? `item-${i}` }],
  }));
}
const repeated = <T>(times: number, ...values: readonly T[]): T[] => Array.from({ length: times }, () => values).flat();

const scoreOf = (evidence: Partial<AutomationEvidence>) =>
  automationScore({ events: [], nowMs: START_MS + HOUR_MS, ...evidence });
const signalOf = (name: RiskSignal['name'], evidence: Partial<AutomationEvidence>) =>
  scoreOf(evidence).signals.find((signal) => signal.name === name);

test('without events nothing is flagged', () => {
  expect(scoreOf({})).toEqual({
    score: 0,
    flagged: false,
    signals: [
      { name: 'recorder', value: 0, limit: 1, strength: 0 },
      { name: 'catalogue-sweep', value: 0, limit: 25, strength: 0 },
    ],
    events: 0,
  });
});

test('a program that the recorder has detected is flagged', () => {
  expect(scoreOf({ isDetected: true })).toMatchObject({ score: 1, flagged: true });
});

const TWO = ['item-1', 'item-2'];

test('regular intervals are the standard deviation of eight gaps over their mean', () => {
  // Gaps of 8 and 12 s: mean 10, deviation 2. Of 17 and 23 s: 20 and 3.
  const measure = (...gaps: number[]) => signalOf('regular-intervals', { events: eventsAfter([0, ...gaps], TWO) });
  expect(measure(...repeated(4, 8, 12))).toEqual({
    name: 'regular-intervals',
    value: 0.2,
    limit: 0.15,
    strength: expect.closeTo(0.25, 10),
  });
  expect(measure(...repeated(4, 17, 23))).toMatchObject({ value: 0.15, strength: 0.5 });
  expect(measure(...repeated(8, 10))).toMatchObject({ value: 0, strength: 1 });
  // Gaps of 5 and 15 s: .5.
  expect(measure(...repeated(4, 5, 15))).toMatchObject({ value: 0.5, strength: 0 });
});

test('regular intervals need nine acts of one type, and the latest count', () => {
  expect(signalOf('regular-intervals', { events: eventsAfter(repeated(8, 10), TWO) })).toBeUndefined();
  expect(signalOf('regular-intervals', { events: eventsAfter([300, 1, ...repeated(8, 10)], TWO) })?.value).toBe(0);
  const mixed = [
    ...eventsAfter(repeated(8, 10), TWO),
    ...eventsAfter(repeated(8, 10), TWO, 'add_to_cart'),
    ...eventsAfter(repeated(40, 10), TWO, 'view_item_list'),
    ...eventsAfter(repeated(40, 10), TWO, 'user_engagement'),
  ];
  expect(signalOf('regular-intervals', { events: mixed })).toBeUndefined();
});

test('the most regular type counts', () => {
  const events = [...eventsAfter(repeated(6, 5, 15), TWO), ...eventsAfter(repeated(9, 30), TWO, 'add_to_cart')];
  expect(signalOf('regular-intervals', { events })?.value).toBe(0);
});

test('events within a second of the first are one act', () => {
  // One click that adds forty items over two seconds: 3 acts.
  const oneClick = eventsAfter(repeated(40, 0.05), [], 'add_to_cart');
  expect(scoreOf({ events: oneClick })).toMatchObject({ score: 0, events: 40 });
  // A program with three requests a second makes an act every 1.2 seconds.
  const program = eventsAfter(repeated(40, 0.3), [], 'add_to_cart');
  expect(signalOf('regular-intervals', { events: program })?.value).toBeCloseTo(0, 10);
});

/** Gaps that are irregular enough to give no other signal. */
const uneven = (pairs: number) => repeated(pairs, 3, 9);

test('a catalogue sweep is the number of items viewed without a return', () => {
  const measure = (gaps: readonly number[], items?: readonly string[]) =>
    signalOf('catalogue-sweep', { events: eventsAfter(gaps, items) });
  expect(measure(uneven(10))).toEqual({ name: 'catalogue-sweep', value: 20, limit: 25, strength: 20 / 25 - 0.5 });
  expect(measure(uneven(19))).toMatchObject({ value: 38, strength: 1 });
  // Back from the latest: f, b, d, c. Then b comes a second time.
  expect(measure(uneven(3), ['a', 'b', 'c', 'd', 'b', 'f'])?.value).toBe(4);
  // Views of the last five minutes, a view each 20 seconds: 15 gaps.
  expect(measure(repeated(40, 20))?.value).toBe(16);
});

test('a cart that is filled fast is not a sweep', () => {
  expect(scoreOf({ events: eventsAfter(uneven(30), [], 'add_to_cart') })).toMatchObject({ score: 0 });
});

const tries = (...codes: readonly string[]) =>
  codes.map((code, i) => ({ code, timestampMs: START_MS + i * MINUTE_MS }));

test('coupon tries are different codes of ten minutes, whatever their case and spaces', () => {
  const measure = (...codes: string[]) => signalOf('coupon-tries', { couponTries: tries(...codes) });
  expect(measure()).toBeUndefined();
  expect(measure('SUMMER10', 'summer 10', ' Summer10')).toMatchObject({ value: 1, strength: 0 });
  expect(measure('a', 'b', 'c', 'd')).toMatchObject({ value: 4, strength: 0 });
  expect(measure('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')).toMatchObject({ value: 8, limit: 8, strength: 0.5 });
  // A code each minute: eleven within ten minutes.
  expect(measure(...'abcdefghijklmnop')).toMatchObject({ value: 11, strength: 0.875 });
});

const UNTOUCHED = { sinceMs: START_MS, counts: { pointer: 0, key: 0 } };

test('missing input is never enough alone, and ends with one input', () => {
  const events = eventsAfter(repeated(20, 5, 15, 40), TWO);
  expect(signalOf('no-input', { events })).toBeUndefined();
  expect(scoreOf({ events, input: UNTOUCHED }).score).toBeCloseTo(0.3, 10);
  expect(scoreOf({ events, input: UNTOUCHED })).toMatchObject({ flagged: false });
  expect(signalOf('no-input', { events, input: { ...UNTOUCHED, counts: { pointer: 0, key: 1 } } })).toEqual({
    name: 'no-input',
    value: 0,
    limit: 4,
    strength: 0,
  });
});

test('missing input counts from the fourth act of this page', () => {
  const events = eventsAfter([10, 20, 40, 80], TWO);
  const measure = (sinceMs: number) => signalOf('no-input', { events, input: { ...UNTOUCHED, sinceMs } });
  expect(measure(START_MS + 10_000)).toMatchObject({ value: 4, strength: 0.3 });
  expect(measure(START_MS + 10_001)).toMatchObject({ value: 3, strength: 0 });
});

test('signals add up: with missing input, others need four fifths of their limits', () => {
  // 20 items: strength .3. 1 - .7 × .7 = .51.
  const events = eventsAfter(uneven(10));
  expect(scoreOf({ events })).toMatchObject({ flagged: false });
  expect(scoreOf({ events }).score).toBeCloseTo(0.3, 10);
  expect(scoreOf({ events, input: UNTOUCHED }).score).toBeCloseTo(0.51, 10);
  expect(scoreOf({ events, input: UNTOUCHED })).toMatchObject({ flagged: true });
});

test('evidence older than a day does not count', () => {
  const events = eventsAfter(repeated(40, 10));
  const latestMs = START_MS + 400_000;
  expect(scoreOf({ events })).toMatchObject({ score: 1, events: 40 });
  expect(scoreOf({ events, nowMs: latestMs + 24 * HOUR_MS })).toMatchObject({ score: 0, events: 0 });
  const couponTries = tries(...'abcdefghijklmnop');
  expect(scoreOf({ couponTries })).toMatchObject({ flagged: true });
  expect(scoreOf({ couponTries, nowMs: latestMs + 25 * HOUR_MS })).toMatchObject({ score: 0 });
});

test('the order of the evidence does not matter', () => {
  const events = eventsAfter(uneven(40));
  const couponTries = tries(...'abcdefghijklmnop');
  const evidence = { events: [...events].reverse(), couponTries: [...couponTries].reverse() };
  expect(scoreOf(evidence)).toEqual(scoreOf({ events, couponTries }));
});
