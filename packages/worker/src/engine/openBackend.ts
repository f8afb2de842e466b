import { type PlainError, toPlainError } from '@aisle/core';
import type { Backend, FasterTier } from './backend.js';
import { findAdapter } from './findAdapter.js';
import { noBackend } from './noBackend.js';
import { openWasmBackend } from './wasm/wasmBackend.js';

/** Opens a tier. Resolves with undefined if it does not work; `onProblem` receives the reason. Never rejects. */
export type OpenTier = (tier: FasterTier, onProblem: (problem: PlainError) => void) => Promise<Backend | undefined>;

const ORDER: readonly FasterTier[] = ['webgpu', 'wasm'];

const OPEN: Readonly<Record<FasterTier, () => Promise<Backend | undefined>>> = {
  webgpu: async () => {
    // Without an adapter, tfjs's chunk would be useless.
    if (!(await findAdapter())) return undefined;
    return (await import('./webgpu/webgpuBackend.js')).openWebgpuBackend();
  },
  // Bundled into the worker file, whose hash the tag verifies. Chunks are not verified, and most devices load this tier.
  wasm: openWasmBackend,
};

export const openTier: OpenTier = async (tier, onProblem) => {
  try {
    const backend = await OPEN[tier]();
    if (backend) return backend;
    onProblem(noBackend(tier, `Tier ${tier} was requested, but no GPU adapter was found.`));
  } catch (cause) {
    onProblem(noBackend(tier, `Tier ${tier} could not start: ${toPlainError(cause).message}`));
  }
  return undefined;
};

/** Opens a tier or the next lower one that works; undefined if none does. Never rejects. */
export async function openBackend(
  first: FasterTier,
  onProblem: (problem: PlainError) => void,
  open: OpenTier = openTier,
): Promise<Backend | undefined> {
  for (let tier: FasterTier | undefined = first; tier; tier = tierBelow(tier)) {
    const backend = await open(tier, onProblem);
    if (backend) return backend;
  }
  return undefined;
}

/** The next lower tier. Undefined is the light tier, which needs no backend. */
export function tierBelow(tier: FasterTier): FasterTier | undefined {
  return ORDER[ORDER.indexOf(tier) + 1];
}
