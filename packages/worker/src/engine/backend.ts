import { toPlainError, type PlainError } from '@aisle/core';
import type { TensorLibrary } from '@aisle/model';
import type { Tier } from '../protocol.js';

/** Tiers that need a chunk with tfjs, which is fetched only when they are tried. */
export type TensorTier = Exclude<Tier, 'light'>;

/** A tfjs backend that is ready to compute. */
export interface Backend {
  readonly tier: TensorTier;
  readonly adapter: string | undefined;
  readonly library: TensorLibrary;
  /** Resolves if the backend stops working (GPU device lost); never rejects. */
  readonly lost: Promise<string>;
  /** Gives back what the backend holds, tensors included. */
  close(): void;
}

const ORDER: readonly TensorTier[] = ['webgpu', 'wasm'];

const OPEN: Readonly<Record<TensorTier, () => Promise<Backend | undefined>>> = {
  webgpu: async () => {
    // navigator.gpu without an adapter is the normal case on many machines, and not worth fetching tfjs for.
    if (!(await navigator.gpu?.requestAdapter().catch(() => null))) return undefined;
    return (await import('./webgpuBackend.js')).openWebgpuBackend();
  },
  wasm: async () => (await import('./wasmBackend.js')).openWasmBackend(),
};

/** Opens a tier or the next one down that works, undefined where none does; `onProblem` hears why one did not. */
export async function openBackend(first: TensorTier, onProblem: (problem: PlainError) => void): Promise<Backend | undefined> {
  for (const tier of ORDER.slice(ORDER.indexOf(first))) {
    try {
      const backend = await OPEN[tier]();
      if (backend) return backend;
      onProblem({ code: 'no-backend', message: `Tier ${tier} was asked for, but there is no adapter.`, details: { tier } });
    } catch (cause) {
      const { message } = toPlainError(cause);
      onProblem({ code: 'no-backend', message: `Tier ${tier} could not start: ${message}`, details: { tier } });
    }
  }
  return undefined;
}

/** The tier below, for when one fails while in use; below the last is the light tier, which needs no backend. */
export function tierBelow(tier: TensorTier): TensorTier | undefined {
  return ORDER[ORDER.indexOf(tier) + 1];
}
