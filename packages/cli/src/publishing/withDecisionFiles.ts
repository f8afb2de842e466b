import type { Declaration, Policy } from '@aisle/decisions';
import { type DecisionRole, MAX_DECISION_BYTES, type RoleFile, sha256Hex } from '@aisle/weights';
import { decisionsOf } from './decisionsOf.js';
import { invalidArgument } from './invalidArgument.js';
import { readDeclaration } from './readDeclaration.js';
import { readPolicy } from './readPolicy.js';
import { manifestOf, manifestShardOf, type ReleaseBytes } from './releaseBytes.js';

/** The roles of the files that `publish` adds. The training writes the others. */
const PUBLISHED_ROLES = ['interventions', 'policy'] as const satisfies readonly DecisionRole[];

/** Paths of the files that join a release for its decisions. */
export type DecisionSources = { readonly [Role in (typeof PUBLISHED_ROLES)[number]]?: string | undefined };

/**
 * The release with these files in place of its own of the same roles. The release id then ends with a hash of the former
 * id and the files, so that the same content always has the same id. Without files, the release is unchanged.
 *
 * @throws AisleError `data-unreadable`; `data-invalid` with file, line and column; `invalid-argument` for a large file
 */
export async function withDecisionFiles(release: ReleaseBytes, sources: DecisionSources): Promise<ReleaseBytes> {
  const declaration = sources.interventions === undefined ? undefined : await readDeclaration(sources.interventions);
  const policy =
    sources.policy === undefined
      ? undefined
      : await policyFor(declaration ?? decisionsOf(release).declaration, sources.policy);
  const contents = { interventions: declaration, policy };
  const files = new Map(release.files);
  const added: RoleFile[] = [];
  for (const role of PUBLISHED_ROLES) {
    const content = contents[role];
    if (content === undefined) continue;
    const bytes = new TextEncoder().encode(JSON.stringify(content));
    if (bytes.byteLength > MAX_DECISION_BYTES)
      throw invalidArgument(
        `--${role} ${sources[role]} has ${bytes.byteLength} bytes, at most ${MAX_DECISION_BYTES} fit.`,
      );
    const sha256 = await sha256Hex(bytes);
    const file = `${role}.${sha256.slice(0, 16)}.json`;
    files.set(file, bytes);
    added.push({ role, file, bytes: bytes.byteLength, sha256 });
  }
  if (added.length === 0) return release;
  // The text, because the parsed manifest lacks fields that a later version wrote.
  const manifest = JSON.parse(new TextDecoder().decode(release.manifestBytes)) as Record<string, unknown>;
  const kept = ((manifest.files as RoleFile[] | undefined) ?? []).filter(
    ({ role }) => !added.some((one) => one.role === role),
  );
  const { releaseId } = release.manifest;
  const hash = await sha256Hex(new TextEncoder().encode(JSON.stringify([releaseId, ...added])));
  const name = releaseId.replace(/-[0-9a-f]{8}$/, '').slice(0, 91);
  const changed = { ...manifest, releaseId: `${name}-${hash.slice(0, 8)}`, files: [...kept, ...added] };
  const manifestBytes = new TextEncoder().encode(`${JSON.stringify(changed)}\n`);
  const manifestShard = await manifestShardOf(manifestBytes);
  return { manifest: manifestOf(manifestBytes, manifestShard.file), manifestShard, manifestBytes, files };
}

/** A device ignores interventions that are not declared, so a wrong id of a policy would have no effect. */
async function policyFor(declaration: Declaration | undefined, file: string): Promise<Policy> {
  const { content: policy, refuse } = await readPolicy(file);
  const declared = declaration?.interventions.map(({ id }) => id) ?? [];
  const unknown = Object.keys(policy.interventions).find((id) => !declared.includes(id));
  if (unknown === undefined) return policy;
  const found = declaration ? `It declares ${declared.join(', ')}` : 'There is no declaration: add --interventions';
  return refuse(`interventions.${unknown}`, `Policy: the release declares no intervention ${unknown}. ${found}.`);
}
