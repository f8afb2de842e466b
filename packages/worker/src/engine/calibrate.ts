import { type PlainError, toPlainError } from '@aisle/core';
import { type Action, contextLength, type ScoredRow } from '@aisle/model';
import type { Release } from '@aisle/weights';
import type { Tier } from '../tier.js';
import type { Backend, FasterTier } from './backend.js';
import { findAdapter } from './findAdapter.js';
import { LightScorer } from './lightScorer.js';
import { noBackend } from './noBackend.js';
import { type OpenTier, openTier } from './openBackend.js';
import { SCORE_TOLERANCE, type Scorer } from './scorer.js';

/** The number of results in a measurement, as for a shop's "for you" list. */
const K = 20;
const ROUNDS = 3;
/** A round lasts 20 times the clock's resolution of 0.1 ms (https://w3c.github.io/hr-time/#clock-resolution). */
const ROUND_MS = 2;
/**
 * A GPU needs about this long to record, submit and map. If another tier is faster, tfjs's chunk is not worth its
 * download.
 */
const GPU_ROUND_TRIP_MS = 1;

/** The fastest tier that ranks all items, with its backend. */
export interface FastestTier {
  readonly backend: Backend;
  readonly scorer: Scorer;
}

export interface Calibration {
  /** The result to store for this release and device; absent if a tier could not be measured this time. */
  readonly tier?: Tier;
  /** Absent if the light tier is the fastest. */
  readonly fastest?: FastestTier;
}

/** A history of the encoder's full length. It is synthetic, so that the result does not depend on the shopper. */
const syntheticHistory = (release: Release): Action[] =>
  Array.from({ length: contextLength(release.config) }, (_, i) => ({
    itemRow: 1 + ((7919 * i) % release.config.itemCount),
    typeIndex: 2,
    timestampMs: i * 60_000,
  }));

/** Milliseconds from a new action to the top items: the minimum of some rounds, after a warm-up. */
async function measureMs(scorer: Scorer): Promise<number> {
  const actions = syntheticHistory(scorer.release);
  await scorer.top(actions, K, new Set());
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const startedMs = performance.now();
    let elapsedMs = 0;
    for (let passes = 1; elapsedMs < ROUND_MS; passes++) {
      actions.push({ ...actions.at(-1)! });
      await scorer.top(actions, K, new Set());
      elapsedMs = performance.now() - startedMs;
      best = Math.min(best, elapsedMs / passes);
    }
    // Pending requests run between the rounds.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return best;
}

/** Whether a tier's top items have the same scores on the light tier. */
async function matchesLightTier(scorer: Scorer, light: LightScorer): Promise<boolean> {
  const actions = syntheticHistory(scorer.release);
  const top: readonly ScoredRow[] = await scorer.top(actions, K, new Set());
  const expected = light.score(
    actions,
    Int32Array.from(top, ({ row }) => row),
  );
  return (
    top.length === Math.min(K, scorer.release.config.itemCount) &&
    top.every(({ score }, i) => Math.abs(score - expected[i]!) < SCORE_TOLERANCE)
  );
}

/** Whether there is an adapter that is not a software fallback. */
async function hasGpu(): Promise<boolean> {
  const adapter = await findAdapter();
  // Browsers without `adapter.info` are older than software fallback adapters.
  return !!adapter && !adapter.info?.isFallbackAdapter && adapter.info?.architecture !== 'swiftshader';
}

/**
 * Finds the tier that ranks all items of this release fastest on this device. Lists stay on the light tier, because a
 * hundred scores take less time than a call to another tier (docs/benchmarks/engine.md).
 *
 * @param storedTier The stored result for this release. It is opened and checked, but not measured again.
 */
export async function calibrate(
  release: Release,
  storedTier: Tier | undefined,
  onProblem: (problem: PlainError) => void,
  openTierOf: OpenTier = openTier,
): Promise<Calibration> {
  // Other tiers need int8 items.
  if (storedTier === 'light' || !(release.items.vectors instanceof Int8Array)) return { tier: 'light' };
  const light = new LightScorer(release);
  if (storedTier) {
    const found = await open(storedTier, light, onProblem, openTierOf);
    if (found) return { tier: storedTier, fastest: found };
  }
  let best: { readonly tier: Tier; readonly ms: number; readonly found?: FastestTier } = {
    tier: 'light',
    ms: await measureMs(light),
  };
  // If the stored tier does not start, nothing is stored, so that the next page tries it again.
  let complete = storedTier === undefined;
  for (const tier of ['wasm', 'webgpu'] as const) {
    if (tier === 'webgpu' && (best.ms < GPU_ROUND_TRIP_MS || !(await hasGpu()))) continue;
    const found = await open(tier, light, onProblem, openTierOf);
    if (!found) {
      complete = false;
      continue;
    }
    const ms = await measureMs(found.scorer).catch(() => {
      complete = false;
      return Infinity;
    });
    const slower = ms < best.ms ? best.found : found;
    if (ms < best.ms) best = { tier, ms, found };
    slower?.scorer.dispose();
    slower?.backend.close();
  }
  // A tier may have failed because its chunk did not load. Then nothing is stored, and the next page tries again.
  return { ...(complete && { tier: best.tier }), ...(best.found && { fastest: best.found }) };
}

/** Opens the release on a tier, if the tier starts, has enough memory, and computes the light tier's scores. */
async function open(
  tier: FasterTier,
  light: LightScorer,
  onProblem: (problem: PlainError) => void,
  openTierOf: OpenTier,
): Promise<FastestTier | undefined> {
  const backend = await openTierOf(tier, onProblem);
  if (!backend) return undefined;
  const refuse = (why: string) => {
    onProblem(noBackend(tier, `Tier ${tier} is not used: ${why}.`));
    backend.close();
    return undefined;
  };
  try {
    const scorer = await backend.open(light.release);
    return (await matchesLightTier(scorer, light))
      ? { backend, scorer }
      : refuse('its scores differ from the light tier on this device');
  } catch (cause) {
    return refuse(toPlainError(cause).message);
  }
}
