import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addRun, figuresOf, readResults, recordRun, summarize } from './results.js';
import { runWith } from './testing/runs.js';

describe('summarize', () => {
  const significance = runWith(0).significance;
  const found = summarize({
    10: runWith(0.3, {}, { releaseBytesGzip: 5, trainMinutes: 1, significance: { ...significance, pValue: 0.2 } }),
    2: runWith(0.1, {}, { releaseBytesGzip: 9, trainMinutes: 2, significance: { ...significance, pValue: 0.01 } }),
  });

  test('figures are means with the sample standard deviation', () => {
    expect(found.model['hr@10']).toBeCloseTo(0.2, 12);
    expect(found.transitionTable['mrr@20']).toBeCloseTo(0.02, 12);
    // Two values with a difference of .2 have a deviation of .2 / sqrt(2).
    expect(found.standardDeviation!.model['ndcg@10']).toBeCloseTo(0.2 / Math.SQRT2, 12);
  });

  test('sizes and p-values are the worst of the seeds, times the mean', () => {
    expect([
      found.seeds,
      found.releaseBytesGzip,
      found.trainMinutes,
      found.pValueVsTransition,
      found.resamples,
    ]).toEqual([[2, 10], 9, 1.5, 0.2, 999]);
  });

  test('one seed has no standard deviation', () => {
    expect('standardDeviation' in summarize({ 1: runWith(0.1) })).toBe(false);
  });
});

test('P@20 is HR@20', () => {
  const metrics = { users: 1, 'hr@10': 0.1, 'ndcg@10': 0.2, 'hr@20': 0.3, 'mrr@20': 0.4 };
  const all = figuresOf({
    model: metrics,
    networkOnly: metrics,
    transitionsOnly: metrics,
    transitionTable: metrics,
    popularity: metrics,
  });
  expect(all.popularity).toEqual({ 'hr@10': 0.1, 'ndcg@10': 0.2, 'p@20': 0.3, 'mrr@20': 0.4 });
});

test('a new run replaces the same seed and keeps the others', () => {
  const first = addRun(addRun({ sets: {} }, 'toys', 1, runWith(0.5)), 'beauty', 1, runWith(0.1));
  const { sets } = addRun(addRun(first, 'beauty', 2, runWith(0.2)), 'beauty', 1, runWith(0.4));
  expect(sets.toys).toEqual(first.sets.toys);
  expect(sets.beauty!.seeds).toEqual([1, 2]);
  expect(sets.beauty!.model['hr@10']).toBeCloseTo(0.3, 12);
});

describe('the file', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'accuracy-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('a run is added to runs that another benchmark wrote', () => {
    const file = path.join(folder, 'new', 'accuracy.json');
    recordRun(file, 'beauty', 1, runWith(0.1));
    recordRun(file, 'tmall', 3, runWith(0.2));
    recordRun(file, 'beauty', 2, runWith(0.3));
    expect(readResults(file).sets.beauty!.seeds).toEqual([1, 2]);
    expect(readResults(file).sets.tmall!.seeds).toEqual([3]);
    expect(readdirSync(path.dirname(file))).toEqual(['accuracy.json']);
  });

  test('a damaged file is an error and is not overwritten', () => {
    const file = path.join(folder, 'accuracy.json');
    writeFileSync(file, '{"sets"');
    expect(() => recordRun(file, 'beauty', 1, runWith(0.1))).toThrow('Restore or delete it');
    expect(readFileSync(file, 'utf8')).toBe('{"sets"');
  });

  test('a missing file means no results', () => {
    expect(readResults(path.join(folder, 'none.json'))).toEqual({ sets: {} });
  });
});
