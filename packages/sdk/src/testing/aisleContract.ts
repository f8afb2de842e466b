import type { MakeAisle } from './contractKit.js';
import { DECISIONS_STEPS } from './decisionsContract.js';
import { EXPLANATIONS_STEPS } from './explanationsContract.js';
import { INSTANCE_STEPS } from './instanceContract.js';
import { RANKING_STEPS } from './rankingContract.js';
import { RECORDING_STEPS } from './recordingContract.js';
import { RISK_STEPS } from './riskContract.js';
import { ROWS_STEPS } from './rowsContract.js';

/** A rule of the public interface that the real instance and the fake must follow. */
export interface ContractStep {
  readonly name: string;
  /** Rejects if the instance breaks the rule. */
  readonly check: (make: MakeAisle) => Promise<void>;
}

export const AISLE_CONTRACT: readonly ContractStep[] = Object.entries({
  ...RECORDING_STEPS,
  ...RANKING_STEPS,
  ...ROWS_STEPS,
  ...DECISIONS_STEPS,
  ...RISK_STEPS,
  ...EXPLANATIONS_STEPS,
  ...INSTANCE_STEPS,
}).map(([name, check]) => ({ name, check }));
