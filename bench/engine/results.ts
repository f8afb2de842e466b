import path from 'node:path';
import { root } from '../aisleCli.js';
import { mergeSuite, type Occasion, type Spread } from '../results.js';
import type { MeasureRequest } from './measure.js';

type Engine = MeasureRequest['engine'];
export const CATALOGUES = { '12k': 12_000, '100k': 100_000, '1m': 1_000_000 } as const;
export type Catalogue = keyof typeof CATALOGUES;

/** docs/benchmarks/engine.json; each suite replaces its own part. */
export interface EngineResults {
  occasions?: Record<string, Occasion>;
  /** By what is asked, then by who answers. Milliseconds. */
  latencyMs?: Partial<Record<`rerank${number}` | `topk${Catalogue}`, Partial<Record<Engine, Spread>>>> & {
    pageRerank100?: Spread;
    emptyRoundTrip?: Spread;
    emptyRoundTripAfterEvent?: Spread;
  };
  /** One reading of the item table. */
  floorMs?: Partial<Record<Catalogue, number>>;
  /** Of one request for the twenty best of 100,000 items, right after an event. */
  webgpu?: Readonly<Record<'dispatches' | 'submits' | 'maps' | 'readBytes', number>>;
  sizesGzip?: Record<string, number>;
  startupMs?: Record<string, Record<string, number>>;
  memoryBytes?: Partial<Record<Catalogue, Record<string, number>>>;
}

const file = path.join(root, 'docs/benchmarks/engine.json');

export const mergeResults = (suite: string, occasion: Occasion, part: EngineResults, jsonFile: string | undefined) =>
  mergeSuite(file, suite, occasion, part, jsonFile);
