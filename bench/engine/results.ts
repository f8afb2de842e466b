import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../aisleCli.js';
import type { MeasureRequest, Times } from './measure.js';

export interface Spread {
  readonly p50: number;
  readonly p95: number;
  /** The first call, where it was measured. */
  readonly first?: number;
}

type Engine = MeasureRequest['engine'];
export const CATALOGUES = { '12k': 12_000, '100k': 100_000, '1m': 1_000_000 } as const;
export type Catalogue = keyof typeof CATALOGUES;

/** Where and when one of the suites was run. */
export interface Occasion {
  readonly date: string;
  readonly machine: string;
  readonly command: string;
  readonly browser?: string;
  readonly adapter?: string;
}

/** docs/benchmarks/engine.json; each suite replaces its own part. */
export interface EngineResults {
  occasions?: Record<string, Occasion>;
  /** By what is asked, then by who answers. Milliseconds. */
  latencyMs?: Partial<Record<`rerank${number}` | `topk${Catalogue}`, Partial<Record<Engine, Spread>>>> & { pageRerank100?: Spread; emptyRoundTrip?: Spread };
  /** One reading of the item table. */
  floorMs?: Partial<Record<Catalogue, number>>;
  /** Of one request for the twenty best of 100,000 items, right after an event. */
  webgpu?: Readonly<Record<'dispatches' | 'submits' | 'maps' | 'readBytes', number>>;
  sizesGzip?: Record<string, number>;
  startupMs?: Record<string, Record<string, number>>;
  memoryBytes?: Partial<Record<Catalogue, Record<string, number>>>;
}

const file = path.join(root, 'docs/benchmarks/engine.json');

export const readResults = async (): Promise<EngineResults> => JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as EngineResults;

/** Puts a suite's part in the place of its older one; into `jsonFile` as well, where one is named. */
export async function mergeResults(suite: string, occasion: Occasion, part: EngineResults, jsonFile: string | undefined): Promise<EngineResults> {
  const before = await readResults();
  const merged: EngineResults = { ...before, ...part, occasions: { ...before.occasions, [suite]: occasion } };
  await writeFile(file, `${JSON.stringify(merged, null, 1)}\n`);
  if (jsonFile) await writeFile(jsonFile, `${JSON.stringify({ ...occasion, ...part }, null, 1)}\n`);
  return merged;
}

const quantile = (sorted: readonly number[], share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
const rounded = (ms: number) => Number(ms.toPrecision(3));

export function spreadOf({ samplesMs, firstMs }: Times): Spread {
  const sorted = [...samplesMs].sort((a, b) => a - b);
  return { p50: rounded(quantile(sorted, 0.5)), p95: rounded(quantile(sorted, 0.95)), first: rounded(firstMs) };
}
