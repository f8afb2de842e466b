import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface Spread {
  readonly p50: number;
  readonly p95: number;
  /** The first call, where it was measured. */
  readonly first?: number;
}

/** Where and when one of the suites was run. */
export interface Occasion {
  readonly date: string;
  readonly machine: string;
  readonly command: string;
  readonly browser?: string;
  readonly adapter?: string;
}

interface Suites {
  occasions?: Record<string, Occasion>;
}

export const readSuites = async <T extends Suites>(file: string): Promise<T> =>
  JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as T;

/** Puts a suite's part in the place of its older one in `file`; alone into `jsonFile`, where another one is named. */
export async function mergeSuite<T extends Suites>(
  file: string,
  suite: string,
  occasion: Occasion,
  part: T,
  jsonFile?: string,
): Promise<T> {
  const before = await readSuites<T>(file);
  const merged: T = { ...before, ...part, occasions: { ...before.occasions, [suite]: occasion } };
  await writeFile(file, `${JSON.stringify(merged, null, 1)}\n`);
  if (jsonFile && path.resolve(jsonFile) !== path.resolve(file))
    await writeFile(jsonFile, `${JSON.stringify({ ...occasion, ...part }, null, 1)}\n`);
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
