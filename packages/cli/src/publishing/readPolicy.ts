import { type Policy, parsePolicy } from '@aisle/decisions';
import { type DecisionFile, readDecisionFile } from './readDecisionFile.js';

/** Reads and checks a policy. @throws AisleError `data-unreadable`, or `data-invalid` with file, line and column */
export const readPolicy = (file: string): Promise<DecisionFile<Policy>> =>
  readDecisionFile(file, 'docs/guides/policy.md', parsePolicy);
