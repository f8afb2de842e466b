import { expect, test } from 'vitest';
import { goalSummary, runsSection, sectionOf } from './markdown.js';

test('a section of notes ends at the next heading of its level', () => {
  expect(sectionOf('head\n## a\none\n### more\ntwo\n## b\n\n## c\nthree', 'a')).toBe('one\n### more\ntwo');
});

test('an empty or missing section of notes is undefined', () => {
  expect([sectionOf('## b\n\n## c\nx', 'b'), sectionOf('## b\n', 'none')]).toEqual([undefined, undefined]);
});

test('goalSummary counts met goals and names each missed one once', () => {
  const rows = [
    ['speed', '1', '2', '**missed**'],
    ['speed', '3', '4', '**missed**'],
    ['size', '5', '6', 'met'],
  ];
  expect(goalSummary(rows)).toBe('1 of 3 goals are met. Missed: speed.');
  expect(goalSummary(rows.slice(2))).toBe('1 of 1 goals are met.');
});

test('runsSection shows only columns that a run has', () => {
  const run = { date: '2026-01-02', machine: 'two cores', command: 'bench one' };
  const [, table] = runsSection({ one: { ...run, browser: 'Chromium 1' }, two: run });
  expect(table!.split('\n')).toEqual([
    '| suite | date | command | machine | browser |',
    '| --- | --- | --- | --- | --- |',
    '| one | 2026-01-02 | `bench one` | two cores | Chromium 1 |',
    '| two | 2026-01-02 | `bench one` | two cores | – |',
  ]);
});
