import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mergeSuite } from './results.js';

type Suites = { runs?: Record<string, typeof run> } & Record<string, unknown>;
const run = { date: '2026-01-02', machine: 'one', command: 'bench two' };

async function storedSuites() {
  const directory = await mkdtemp(path.join(tmpdir(), 'aisle-results-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const older = { ...run, command: 'bench one' };
  const file = path.join(directory, 'all.json');
  await writeFile(file, JSON.stringify({ one: 1, two: 2, runs: { one: older, two: older } }));
  return { file, other: path.join(directory, 'part.json'), merged: { one: 1, two: 3, runs: { one: older, two: run } } };
}
const readFileJson = async (file: string) => JSON.parse(await readFile(file, 'utf8'));

test('mergeSuite replaces one suite and keeps the others', async () => {
  const { file, other, merged } = await storedSuites();
  expect(await mergeSuite<Suites>(file, 'two', run, { two: 3 }, other)).toEqual(merged);
  expect(await readFileJson(file)).toEqual(merged);
});

test('mergeSuite writes the suite alone into a second file', async () => {
  const { file, other } = await storedSuites();
  await mergeSuite<Suites>(file, 'two', run, { two: 3 }, other);
  expect(await readFileJson(other)).toEqual({ ...run, two: 3 });
});

test('mergeSuite keeps all suites if the second file is the first', async () => {
  const { file, merged } = await storedSuites();
  await mergeSuite<Suites>(file, 'two', run, { two: 3 }, path.relative(process.cwd(), file));
  expect(await readFileJson(file)).toEqual(merged);
});
