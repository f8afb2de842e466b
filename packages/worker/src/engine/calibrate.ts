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

/** What is asked of every tier: what a shop's "for you" list asks. */
const K = 20;
const ROUNDS = 3;
/** Browsers round their clock to a tenth of a millisecond; a round lasts long enough for that to be a twentieth. */
const ROUND_MS = 2;
/**
 * No GPU answers faster: recording, submitting and mapping take about as long. Below it tfjs's chunk is not worth
 * fetching.
 */
const GPU_ROUND_TRIP_MS = 1;

/** A tier that ranks the catalogue, with what runs it. */
export interface FastestTier {
  readonly backend: Backend;
  readonly scorer: Scorer;
}

export interface Calibration {
  /** What is worth remembering of this device for the release; absent where it could not be found out this time. */
  readonly tier?: Tier;
  /** Absent where the light tier is the fastest. */
  readonly fastest?: FastestTier;
}

/**
 * As long as the encoder reads, and invented: what is measured and what is chosen have nothing to do with the shopper.
 */
const syntheticHistory = (release: Release): Action[] =>
  Array.from({ length: contextLength(release.config) }, (_, i) => ({
    itemRow: 1 + ((7919 * i) % release.config.itemCount),
    typeIndex: 2,
    timestampMs: i * 60_000,
  }));

/** Milliseconds from a new action to the best of the catalogue: the best of some rounds, after a pass that warms up. */
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
    // Lets requests through that came meanwhile.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return best;
}

/** Whether the items that a tier finds have the scores that the light tier gives them. */
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

/** An adapter that computes on the CPU is no GPU. */
async function hasGpu(): Promise<boolean> {
  const adapter = await findAdapter();
  // Browsers that tell nothing of an adapter are older than the fallback that this looks for.
  return !!adapter && !adapter.info?.isFallbackAdapter && adapter.info?.architecture !== 'swiftshader';
}

/**
 * The tier that ranks this release's whole catalogue fastest on this device. Lists stay on the light tier whatever is
 * found: a hundred scores take less than asking another.
 *
 * @param remembered what an earlier page found for this release: opened and checked, but not measured again
 */
export async function calibrate(
  release: Release,
  remembered: Tier | undefined,
  onProblem: (problem: PlainError) => void,
  openTierOf: OpenTier = openTier,
): Promise<Calibration> {
  // Only int8 gains by another tier.
  if (remembered === 'light' || !(release.items.vectors instanceof Int8Array)) return { tier: 'light' };
  const light = new LightScorer(release);
  if (remembered) {
    const found = await open(remembered, light, onProblem, openTierOf);
    if (found) return { tier: remembered, fastest: found };
  }
  let best: { readonly tier: Tier; readonly ms: number; readonly found?: FastestTier } = {
    tier: 'light',
    ms: await measureMs(light),
  };
  // What was fastest and does not start now may start again: then nothing is remembered, and the next page tries it.
  let complete = remembered === undefined;
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
  // What could not start may have been a chunk that was lost on its way: the next page tries again.
  return { ...(complete && { tier: best.tier }), ...(best.found && { fastest: best.found }) };
}

/** The tier with the release, where it starts, has room and computes what the light tier does. */
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
      : refuse('it computes other scores than the light tier on this device');
  } catch (cause) {
    return refuse(toPlainError(cause).message);
  }
}
