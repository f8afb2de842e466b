import type { MakeAisle } from './contractKit.js';
import { INSTANCE_STEPS } from './instanceContract.js';
import { RANKING_STEPS } from './rankingContract.js';
import { RECORDING_STEPS } from './recordingContract.js';

/** A promise of the public interface, to be kept by the real instance and by the fake. */
export interface ContractStep {
  readonly name: string;
  /** Rejects where the promise is broken. */
  readonly check: (make: MakeAisle) => Promise<void>;
}

export const AISLE_CONTRACT: readonly ContractStep[] = Object.entries({
  ...RECORDING_STEPS,
  ...RANKING_STEPS,
  ...INSTANCE_STEPS,
}).map(([name, check]) => ({ name, check }));
