import { type Declaration, type Policy, parseDeclaration, parsePolicy } from '@aisle/decisions';
import type { DecisionRole } from '@aisle/weights';
import { parseJson } from '../parseJson.js';
import type { ReleaseBytes } from './releaseBytes.js';

/** What a release has for decisions. */
export interface ReleaseDecisions {
  readonly declaration?: Declaration;
  readonly policy?: Policy;
}

/** Reads the interventions and the policy of a release. @throws AisleError if one of them is damaged */
export function decisionsOf({ manifest, files }: Pick<ReleaseBytes, 'manifest' | 'files'>): ReleaseDecisions {
  const contentOf = (role: DecisionRole): unknown => {
    const named = manifest.files?.find((file) => file.role === role);
    return named && parseJson(new TextDecoder().decode(files.get(named.file)!), named.file, `Publish with --${role}.`);
  };
  const [declaration, policy] = [contentOf('interventions'), contentOf('policy')];
  return {
    ...(declaration !== undefined && { declaration: parseDeclaration(declaration) }),
    ...(policy !== undefined && { policy: parsePolicy(policy) }),
  };
}
