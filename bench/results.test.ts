import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mergeSuite } from './results.js';

type Suites = { occasions?: Record<string, typeof occasion> } & Record<string, unknown>;
const occasion = { date: '2026-01-02', machine: 'one', command: 'bench two' };

test('a suite takes the place of its older part and leaves the others; another file gets it alone, the same one is not written over', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'aisle-results-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const [file, other] = [path.join(directory, 'all.json'), path.join(directory, 'part.json')];
  const older = { ...occasion, command: 'bench one' };
  await writeFile(file, JSON.stringify({ one: 1, two: 2, occasions: { one: older, two: older } }));
  const merged = { one: 1, two: 3, occasions: { one: older, two: occasion } };
  expect(await mergeSuite<Suites>(file, 'two', occasion, { two: 3 }, other)).toEqual(merged);
  expect(JSON.parse(await readFile(other, 'utf8'))).toEqual({ ...occasion, two: 3 });
  await mergeSuite<Suites>(file, 'two', occasion, { two: 3 }, path.relative(process.cwd(), file));
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(merged);
});
