import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface Spread {
  readonly p50: number;
  readonly p95: number;
  /** The first call, if it was measured. */
  readonly first?: number;
}

/** How, where and when a suite was run. */
export interface RunInfo {
  readonly date: string;
  readonly machine: string;
  readonly command: string;
  readonly browser?: string;
  readonly adapter?: string;
}

interface SuiteResults {
  runs?: Record<string, RunInfo>;
}

/** An empty object if the file does not exist. */
export const readSuites = async <T extends SuiteResults>(file: string): Promise<T> =>
  JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as T;

/**
 * Replaces the figures of one suite in `file` and keeps those of the other suites.
 *
 * @param jsonFile also gets the figures of this suite, without the others
 */
export async function mergeSuite<T extends SuiteResults>(
  file: string,
  suite: string,
  run: RunInfo,
  part: T,
  jsonFile?: string,
): Promise<T> {
  const before = await readSuites<T>(file);
  const merged: T = { ...before, ...part, runs: { ...before.runs, [suite]: run } };
  await writeFile(file, `${JSON.stringify(merged, null, 1)}\n`);
  if (jsonFile && path.resolve(jsonFile) !== path.resolve(file))
    await writeFile(jsonFile, `${JSON.stringify({ ...run, ...part }, null, 1)}\n`);
  return merged;
}

const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
export const rounded = (ms: number) => Number(ms.toPrecision(3));

export function spreadOf({
  samplesMs,
  firstMs,
}: {
  readonly samplesMs: readonly number[];
  readonly firstMs?: number;
}): Spread {
  const sorted = [...samplesMs].sort((a, b) => a - b);
  return {
    p50: rounded(quantile(sorted, 0.5)),
    p95: rounded(quantile(sorted, 0.95)),
    ...(firstMs !== undefined && { first: rounded(firstMs) }),
  };
}
