import type { PlainError } from '@aisle/core';
import type { Action } from '@aisle/model';
import type { Release } from '@aisle/weights';
import { openBackend, type Backend } from './backend.js';
import { LightScorer } from './lightScorer.js';
import type { Scorer } from './scorer.js';
import { TensorScorer } from './tensorScorer.js';

/** What nobody waits for: half a frame. Below it, no faster tier is worth its download. */
const FAST_ENOUGH_MS = 8;
const REPEATS = 3;

/** Milliseconds from one action to the scores of the whole catalogue, the median of a few. The first, which compiles, does not count. */
async function catalogueMs(scorer: Scorer): Promise<number> {
  // Invented, so that what is measured and what is chosen have nothing to do with the shopper.
  const actions: Action[] = [{ itemRow: 1, typeIndex: 2, timestampMs: 0 }];
  const measured: number[] = [];
  for (let repeat = 0; repeat <= REPEATS; repeat++) {
    const startedMs = performance.now();
    await scorer.score(actions);
    measured.push(performance.now() - startedMs);
    actions.push({ itemRow: 1, typeIndex: 2, timestampMs: repeat });
    // Lets requests through that came meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return measured.slice(1).sort((a, b) => a - b)[REPEATS >> 1]!;
}

/** An adapter that computes on the CPU is no GPU. */
async function hasGpu(): Promise<boolean> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  // Browsers that tell nothing of an adapter are older than the fallback that this looks for.
  return !!adapter && !adapter.info?.isFallbackAdapter && adapter.info?.architecture !== 'swiftshader';
}

/**
 * The backend that ranks this release's whole catalogue faster than the light tier does, on this device; undefined where
 * none does, where the light tier is fast enough, or where the browser tells that data is to be saved.
 */
export async function findFasterBackend(release: Release, onProblem: (problem: PlainError) => void): Promise<Backend | undefined> {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData) return undefined;
  const lightMs = await catalogueMs(new LightScorer(release));
  if (lightMs <= FAST_ENOUGH_MS) return undefined;
  const backend = await openBackend((await hasGpu()) ? 'webgpu' : 'wasm', onProblem);
  if (!backend) return undefined;
  const scorer = new TensorScorer(release, backend);
  const faster = (await catalogueMs(scorer)) < lightMs;
  scorer.dispose();
  return faster ? backend : undefined;
}
