import { toPlainError, type PlainError } from '@aisle/core';
import type { TensorLibrary } from '@aisle/model';
import type { Tier, TierChoice } from '../protocol.js';

/** A tfjs backend that is ready to compute. */
export interface Backend {
  readonly tier: Tier;
  readonly adapter: string | undefined;
  readonly library: TensorLibrary;
  /** Resolves if the backend stops working (GPU device lost); never rejects. */
  readonly lost: Promise<string>;
}

const ORDER: readonly Tier[] = ['webgpu', 'wasm', 'cpu'];

/** Each tier is a chunk of its own, fetched only when it is tried. */
const OPEN: Readonly<Record<Tier, () => Promise<Backend | undefined>>> = {
  webgpu: async () => {
    // navigator.gpu without an adapter is the normal case on many machines, and not worth fetching tfjs for.
    if (!(await navigator.gpu?.requestAdapter().catch(() => null))) return undefined;
    return (await import('./webgpuBackend.js')).openWebgpuBackend();
  },
  wasm: async () => (await import('./wasmBackend.js')).openWasmBackend(),
  cpu: async () => (await import('./cpuBackend.js')).openCpuBackend(),
};

/** Opens the chosen tier or the next one down that works; `onProblem` hears why one did not. */
export async function openBackend(choice: TierChoice, onProblem: (problem: PlainError) => void): Promise<Backend | undefined> {
  for (const tier of ORDER.slice(choice === 'auto' ? 0 : ORDER.indexOf(choice))) {
    try {
      const backend = await OPEN[tier]();
      if (backend) return backend;
      if (choice === tier) onProblem({ code: 'no-backend', message: `Tier ${tier} was asked for, but there is no adapter.`, details: { tier } });
    } catch (cause) {
      const { message } = toPlainError(cause);
      onProblem({ code: 'no-backend', message: `Tier ${tier} could not start: ${message}`, details: { tier } });
    }
  }
  return undefined;
}

/** The tier below, for when one fails while in use. */
export function tierBelow(tier: Tier): Tier | undefined {
  return ORDER[ORDER.indexOf(tier) + 1];
}
