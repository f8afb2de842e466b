import path from 'node:path';
import { root } from '../project.js';
import { mergeSuite, type RunInfo, type Spread } from '../results.js';
import type { MeasureRequest } from './measure.js';

export type Engine = MeasureRequest['engine'];
export const CATALOGUES = { '12k': 12_000, '100k': 100_000, '1m': 1_000_000 } as const;
export type Catalogue = keyof typeof CATALOGUES;

export const ENGINE_TITLES: Readonly<Record<Engine, string>> = {
  light: 'light (plain arrays)',
  wasm: 'wasm',
  webgpu: 'webgpu',
  'tfjs-wasm': 'tfjs WASM',
  'tfjs-cpu': 'tfjs CPU',
  'tfjs-webgpu': 'tfjs WebGPU',
  'ort-wasm': 'ONNX Runtime WASM',
};

/** docs/benchmarks/engine.json. Each suite replaces its own part. */
export interface EngineResults {
  runs?: Record<string, RunInfo>;
  /** Milliseconds, by request and engine. */
  latencyMs?: Partial<Record<`rerank${number}` | `topk${Catalogue}`, Partial<Record<Engine, Spread>>>> & {
    pageRerank100?: Spread;
    /** A list of 100 items on the light tier, with a history and tables for all parts of the score. */
    rerank100AllParts?: Spread;
    emptyRoundTrip?: Spread;
    emptyRoundTripAfterEvent?: Spread;
  };
  /** Milliseconds to read the item matrix once: no scan can be faster. */
  floorMs?: Partial<Record<Catalogue, number>>;
  /** One request for the 20 best of 100,000 items, right after an event. */
  webgpu?: Readonly<Record<'dispatches' | 'submits' | 'maps' | 'readBytes', number>>;
  sizesGzip?: Record<string, number>;
  startupMs?: Record<string, Record<string, number>>;
  memoryBytes?: Partial<Record<Catalogue, Record<string, number>>>;
}

const file = path.join(root, 'docs/benchmarks/engine.json');

export const mergeResults = (suite: string, run: RunInfo, part: EngineResults, jsonFile: string | undefined) =>
  mergeSuite(file, suite, run, part, jsonFile);
