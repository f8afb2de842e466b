import { type PlainError, toPlainError } from '@aisle/core';
import type { Backend, FasterTier } from './backend.js';
import { findAdapter } from './findAdapter.js';
import { noBackend } from './noBackend.js';
import { openWasmBackend } from './wasm/wasmBackend.js';

/** Opens a tier, undefined where it does not work; `onProblem` receives the reason. Never rejects. */
export type OpenTier = (tier: FasterTier, onProblem: (problem: PlainError) => void) => Promise<Backend | undefined>;

const ORDER: readonly FasterTier[] = ['webgpu', 'wasm'];

const OPEN: Readonly<Record<FasterTier, () => Promise<Backend | undefined>>> = {
  webgpu: async () => {
    // Without an adapter, tfjs is not worth fetching.
    if (!(await findAdapter())) return undefined;
    return (await import('./webgpu/webgpuBackend.js')).openWebgpuBackend();
  },
  // In the worker's own file, which the tag verifies. Nothing verifies a chunk, and most devices load this tier.
  wasm: openWasmBackend,
};

export const openTier: OpenTier = async (tier, onProblem) => {
  try {
    const backend = await OPEN[tier]();
    if (backend) return backend;
    onProblem(noBackend(tier, `Tier ${tier} was asked for, but there is no adapter.`));
  } catch (cause) {
    onProblem(noBackend(tier, `Tier ${tier} could not start: ${toPlainError(cause).message}`));
  }
  return undefined;
};

/** Opens a tier or the next one down that works, undefined where none does. Never rejects. */
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

/** The tier below, for when one fails while in use. Below the last is the light tier, which needs no backend. */
export function tierBelow(tier: FasterTier): FasterTier | undefined {
  return ORDER[ORDER.indexOf(tier) + 1];
}
