import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readReport } from './report.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'aisle-report-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const write = (report: unknown) => writeFileSync(path.join(folder, 'report.json'), JSON.stringify(report));

const recency = { firstMs: 1000, lastMs: 2000 };
const shape = { name: 'nearby', maxGap: 50, backwardShare: 0.5, fromExponent: 0.2, toExponent: 0.25 };
const content = { shape: 'share', weight: 0.4 };
const memory = { shape, queryDecay: 0.7, queryLength: 20, neighbours: 6, content };
const repeat = { byAge: [1, -2.5], byType: [0, 3], perLogCount: 0.5 };
const score = {
  weights: { network: 0.8, statistics: [-0.7, 0.4], memory: 5.5, logScale: -3.1, repeat, loss: 1.25 },
  memory,
  ndcg: 0.81,
  candidates: [
    { memory: 'nearby', queryDecay: 0.7, loss: 1.5, ndcg: 0.8 },
    { memory: 'nearby', queryDecay: 0.7, content, loss: 1.5, ndcg: 0.81 },
  ],
};
const report = { releaseId: 'shop-1', bestEpoch: 20, score, continuation: { trainedUntilMs: 2000, recency } };

test('readReport returns undefined without a report', async () => {
  expect(await readReport(folder)).toBeUndefined();
});

test('readReport returns the known fields', async () => {
  write({ ...report, trainMinutes: 3, test: {} });
  expect(await readReport(folder)).toEqual(report);
  write({ releaseId: 'r', bestEpoch: 1, score: null });
  expect(await readReport(folder)).toEqual({ releaseId: 'r', bestEpoch: 1, score: null });
});

test('readReport reads the report of the example release', async () => {
  const directory = fileURLToPath(new URL('../../../models/shop', import.meta.url));
  const written = JSON.parse(readFileSync(path.join(directory, 'report.json'), 'utf8'));
  const { releaseId, bestEpoch, continuation, score } = written;
  const found = await readReport(directory);
  expect(found).toMatchObject({ releaseId, bestEpoch, ...(continuation && { continuation }) });
  expect(found!.score).toEqual(score);
});

describe('a damaged report is rejected with field, value and advice', () => {
  const damages: readonly [field: string, found: string, report: unknown][] = [
    ['it', 'null', null],
    ['releaseId', 'nothing', { ...report, releaseId: undefined }],
    ['bestEpoch', '"20"', { ...report, bestEpoch: '20' }],
    ['score', 'nothing', { ...report, score: undefined }],
    ['score.weights.network', 'null', { ...report, score: { ...score, weights: { ...score.weights, network: null } } }],
    [
      'score.memory.shape.name',
      '7',
      { ...report, score: { ...score, memory: { ...memory, shape: { ...shape, name: 7 } } } },
    ],
    [
      'score.memory.content.shape',
      '"sum"',
      { ...report, score: { ...score, memory: { ...memory, content: { ...content, shape: 'sum' } } } },
    ],
    ['score.candidates', '{}', { ...report, score: { ...score, candidates: {} } }],
    ['continuation.recency', 'nothing', { ...report, continuation: { trainedUntilMs: 1 } }],
  ];
  test.each(damages)('%s', async (field, found, damaged) => {
    write(damaged);
    const error = await readReport(folder).catch((thrown) => thrown);
    const file = path.join(folder, 'report.json');
    expect(error).toMatchObject({ code: 'data-invalid', details: { file } });
    expect(error.message).toContain(`${file}: ${field} must be `);
    expect(error.message).toContain(`, found ${found}. Restore the report that train wrote, or train again.`);
  });

  test('a report that is not JSON', async () => {
    writeFileSync(path.join(folder, 'report.json'), 'epoch 1');
    const error = await readReport(folder).catch((thrown) => thrown);
    expect([error.code, error.message]).toEqual([
      'data-invalid',
      expect.stringContaining('expected JSON, found "epoch 1"'),
    ]);
  });
});
