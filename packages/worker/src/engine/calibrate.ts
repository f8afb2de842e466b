import type { PlainError } from '@aisle/core';
import { contextLength, type Action } from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { Tier } from '../protocol.js';
import { openBackend, type Backend } from './backend.js';
import { LightScorer } from './lightScorer.js';
import type { Scorer } from './scorer.js';
import { TensorScorer } from './tensorScorer.js';

/** What nobody waits for: half a frame. Below it, no faster tier is worth its download. */
const FAST_ENOUGH_MS = 8;
const REPEATS = 3;
/** Tiers add the same float32 numbers in different orders: some 1e-5 of a logit. A device that computes nonsense is off by far more. */
const SCORE_TOLERANCE = 1e-3;

/** What was found, and the backend where it is a faster one. `tier` is absent where nothing can be said for the next page. */
export interface Calibration {
  readonly tier?: Tier;
  readonly backend?: Backend;
}

/** As long as the encoder reads, and invented: what is measured and what is chosen have nothing to do with the shopper. */
const inventedHistory = (release: Release): Action[] =>
  Array.from({ length: contextLength(release.config) }, (_, i) => ({ itemRow: 1 + ((7919 * i) % release.config.itemCount), typeIndex: 2, timestampMs: i * 60_000 }));

/** Milliseconds from a new action to the scores of the whole catalogue: the best of some repeats, after a pass that warms up. */
async function measure(scorer: Scorer, repeats: number): Promise<{ readonly ms: number; readonly scores: Float32Array }> {
  const actions = inventedHistory(scorer.release);
  let scores = await scorer.score(actions);
  let ms = Infinity;
  for (let repeat = 0; repeat < repeats; repeat++) {
    // Lets requests through that came meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 0));
    actions.push({ ...actions.at(-1)! });
    const startedMs = performance.now();
    scores = await scorer.score(actions);
    ms = Math.min(ms, performance.now() - startedMs);
  }
  return { ms, scores };
}

/** An adapter that computes on the CPU is no GPU. */
async function hasGpu(): Promise<boolean> {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  // Browsers that tell nothing of an adapter are older than the fallback that this looks for.
  return !!adapter && !adapter.info?.isFallbackAdapter && adapter.info?.architecture !== 'swiftshader';
}

/**
 * The backend that ranks this release's whole catalogue faster than the light tier does, on this device; none where the
 * light tier is fast enough, where no other is faster or answers the same, or where the browser tells to save data.
 *
 * @param remembered what an earlier page found for this release: opened and checked, but not measured again
 */
export async function findFasterBackend(release: Release, remembered: string | undefined, onProblem: (problem: PlainError) => void): Promise<Calibration> {
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData) return {};
  const repeats = remembered === undefined ? REPEATS : 0;
  const light = await measure(new LightScorer(release), repeats);
  if (light.ms <= FAST_ENOUGH_MS && remembered === undefined) return { tier: 'light' };
  const backend = await openBackend((await hasGpu()) ? 'webgpu' : 'wasm', onProblem);
  if (!backend) return { tier: 'light' };
  let scorer: TensorScorer | undefined;
  try {
    scorer = new TensorScorer(release, backend);
    const { ms, scores } = await measure(scorer, repeats);
    const agrees = scores.every((score, row) => Math.abs(score - light.scores[row]!) < SCORE_TOLERANCE);
    if (!agrees) {
      onProblem({ code: 'no-backend', message: `Tier ${backend.tier} computes other scores than the light tier on this device.`, details: { tier: backend.tier } });
    } else if (ms < light.ms || remembered === backend.tier) {
      return { tier: backend.tier, backend };
    }
  } catch (cause) {
    onProblem({ code: 'no-backend', message: `Tier ${backend.tier} failed its measurement: ${String(cause)}`, details: { tier: backend.tier } });
  } finally {
    scorer?.dispose();
  }
  backend.close();
  return { tier: 'light' };
}
