/*
 * Runs in a worker of a real browser, bundled by latency.ts. It measures one tier or rival on one release, from a new event
 * to the answer.
 */
import { ACTION_TYPES, seededRandom } from '@aisle/core';
import { type Action, featurizeRange, topK } from '@aisle/model';
import { type Release, wholeModel } from '@aisle/weights';
import { ReleaseLoader } from '@aisle/weights/loader';
import { LightScorer } from '../../packages/worker/src/engine/lightScorer.js';
import type { Scorer } from '../../packages/worker/src/engine/scorer.js';
import { WasmScorer } from '../../packages/worker/src/engine/wasm/wasmScorer.js';
import { openWebgpuBackend } from '../../packages/worker/src/engine/webgpu/webgpuBackend.js';
import type { MeasureReply, MeasureRequest, Times } from './measure.js';
import type { Rival, RivalName, Rivals } from './rival.js';

const [VIEW, CART] = [ACTION_TYPES.indexOf('view_item'), ACTION_TYPES.indexOf('add_to_cart')] as [number, number];
const K = 20;
const LIST_LENGTHS = [20, 100, 1000] as const;
/** A sample has several calls if one is too short for the clock. */
const SAMPLE_MS = 0.5;

/** As many actions as the window has, so that stock engines compute a full window. Every call adds one action. */
function simulateHistory(release: Release): { readonly actions: Action[]; readonly addAction: () => void } {
  const random = seededRandom(9);
  const { itemCount, windowLength } = release.config;
  const actions: Action[] = [];
  const addAction = () =>
    void actions.push({
      itemRow: 1 + Math.floor(random() * itemCount),
      // Every fifth action puts an item into the cart.
      typeIndex: actions.length % 5 === 0 ? CART : VIEW,
      timestampMs: 60_000 * actions.length,
    });
  for (let i = 0; i < windowLength; i++) addAction();
  return { actions, addAction };
}

/** A rival as a scorer. It computes the whole window for every request. */
function toScorer(rival: Rival, release: Release): Pick<Scorer, 'score' | 'top'> {
  const features = (actions: readonly Action[]) =>
    featurizeRange(actions, actions.length - release.config.windowLength, actions.length, release.config);
  return {
    score: (actions, rows) => rival.score(features(actions), rows),
    top: async (actions, k) => topK(await rival.score(features(actions)), k),
  };
}

async function openScorer(name: MeasureRequest['engine'], release: Release): Promise<Pick<Scorer, 'score' | 'top'>> {
  if (name === 'light') return new LightScorer(release);
  if (name === 'wasm') return WasmScorer.open(release);
  if (name === 'webgpu') return (await openWebgpuBackend()).open(release);
  const url = '/bench/rivals.js';
  const { openRival } = (await import(url)) as Rivals;
  return toScorer(await openRival(name as RivalName, wholeModel(release)), release);
}

/** Milliseconds of a call, in samples. The first call is separate. */
async function measureTimes(call: () => unknown, budgetMs: number): Promise<Times> {
  let startedMs = performance.now();
  await call();
  const firstMs = performance.now() - startedMs;
  const samplesMs: number[] = [];
  const endMs = performance.now() + budgetMs;
  while (samplesMs.length < 8 || (performance.now() < endMs && samplesMs.length < 300)) {
    startedMs = performance.now();
    let elapsedMs = 0;
    let calls = 0;
    do {
      const answer = call();
      if (answer instanceof Promise) await answer;
      calls += 1;
      elapsedMs = performance.now() - startedMs;
    } while (elapsedMs < SAMPLE_MS);
    samplesMs.push(elapsedMs / calls);
  }
  return { firstMs, samplesMs };
}

async function measure({ engine, manifestUrl, budgetMs, floorWasm }: MeasureRequest): Promise<MeasureReply> {
  const release = (await new ReleaseLoader({
    manifestUrl,
    publicKeys: [],
    updateIntervalMs: 0,
    network: 'free',
  }).update(undefined, { check: () => {}, whenIdle: async () => {}, onProblem: () => {} }))!;
  const { actions, addAction } = simulateHistory(release);
  const light = new LightScorer(release);
  const expected = light.top([...actions], K, new Set());
  const scorer = await openScorer(engine, release);
  const found = await scorer.top(actions, K, new Set());
  const largestDifference = Math.max(...found.map(({ score }, i) => Math.abs(score - expected[i]!.score)));
  const topAfterAction = () => {
    addAction();
    return scorer.top(actions, K, new Set());
  };
  const gpu = engine === 'webgpu' ? await countGpuCalls(topAfterAction) : undefined;
  const top = await measureTimes(topAfterAction, budgetMs);
  const rerank: Record<number, Times> = {};
  for (const length of LIST_LENGTHS) {
    const rows = Int32Array.from({ length }, (_, i) => 1 + ((i * 104_729) % release.config.itemCount));
    rerank[length] = await measureTimes(() => {
      addAction();
      return scorer.score(actions, rows);
    }, budgetMs);
  }
  return {
    top,
    rerank,
    largestDifference,
    ...(gpu && { gpu }),
    ...(floorWasm && { floor: await measureFloor(floorWasm, release, budgetMs) }),
  };
}

/** Counts the GPU calls that `call` makes. */
async function countGpuCalls(call: () => unknown): Promise<NonNullable<MeasureReply['gpu']>> {
  const counts = { dispatches: 0, submits: 0, maps: 0, readBytes: 0 };
  const patches = [
    [GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => counts.dispatches++],
    [GPUQueue.prototype, 'submit', () => counts.submits++],
    [
      GPUBuffer.prototype,
      'mapAsync',
      (buffer: unknown) => {
        counts.maps += 1;
        counts.readBytes += (buffer as GPUBuffer).size;
      },
    ],
  ] as const;
  const restore = patches.map(([prototype, method, count]) => {
    const methods = prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
    const original = methods[method]!;
    methods[method] = function (...args) {
      count(this);
      return original.apply(this, args);
    };
    return () => void (methods[method] = original);
  });
  await call();
  for (const undo of restore) undo();
  return counts;
}

async function measureFloor(wasm: Uint8Array, release: Release, budgetMs: number): Promise<Times> {
  const bytes = Math.ceil((release.config.itemCount * release.config.width) / 64) * 64;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65_536) });
  new Uint8Array(memory.buffer).fill(1);
  const { instance } = await WebAssembly.instantiate(wasm as Uint8Array<ArrayBuffer>, { env: { memory } });
  const readOnce = instance.exports.readOnce as (at: number, bytes: number) => number;
  return measureTimes(() => readOnce(0, bytes), budgetMs);
}

self.onmessage = ({ data }: MessageEvent<MeasureRequest | 'echo'>) => {
  if (data === 'echo') self.postMessage('echo');
  else
    measure(data).then(
      (reply) => self.postMessage(reply),
      (cause: unknown) => self.postMessage({ problem: String(cause) }),
    );
};
