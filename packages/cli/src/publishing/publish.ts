import path from 'node:path';
import { FILES_FOLDER } from '@aisle/weights';
import { readRelease } from '../releaseFiles.js';
import { writeImmutable } from './compressed.js';
import { decisionsOf, type ReleaseDecisions } from './decisionsOf.js';
import { invalidArgument } from './invalidArgument.js';
import { type Issued, issuePointer } from './issuePointer.js';
import { type IssueOptions, openPointerCommand } from './pointerCommand.js';
import { targetsFor } from './pointerTargets.js';
import type { PublishedRelease } from './publishingHistory.js';
import { folderReader, readReleaseBytes } from './releaseBytes.js';
import { type DecisionSources, withDecisionFiles } from './withDecisionFiles.js';

interface Published extends Issued {
  /** Its interventions and policy. Without a policy, devices show no intervention. */
  readonly decisions: ReleaseDecisions;
}

/**
 * Adds a release to a published folder and issues the channel's next pointer. With a share below 1, only that share of
 * the devices gets the release.
 *
 * @param decisionSources files with interventions and policy, which join the release under a new release id
 * @throws AisleError `invalid-argument`, or as `readRelease` and `withDecisionFiles` do; the folder is then unchanged
 */
export async function publish(
  folder: string,
  releaseDirectory: string,
  options: IssueOptions & { readonly share?: number } = {},
  decisionSources: DecisionSources = {},
): Promise<Published> {
  const command = await openPointerCommand(folder, options, 'publish');
  const { state, current, channel, now } = command;
  await readRelease(releaseDirectory);
  const read = folderReader(releaseDirectory, 'Give --model a release folder.');
  const trained = await readReleaseBytes(read, 'manifest.json');
  const { manifest, manifestShard, manifestBytes, files } = await withDecisionFiles(trained, decisionSources);
  const { releaseId, parent } = manifest;
  const known = state.history.releases.find((other) => other.releaseId === releaseId);
  if (known && known.manifest.sha256 !== manifestShard.sha256) {
    const found = `a different manifest (SHA-256 ${known.manifest.sha256}, this one ${manifestShard.sha256})`;
    throw invalidArgument(`${folder} already has a release ${releaseId} with ${found}. Train with another --name.`);
  }
  if (current?.release.releaseId === releaseId && !current.rollout) {
    throw invalidArgument(`${channel} already has ${releaseId}. To extend its expiry, run aisle renew.`);
  }
  if (current?.rollout?.release.releaseId === releaseId) {
    throw invalidArgument(
      `${releaseId} is already being rolled out on ${channel}. To change its share, run aisle promote.`,
    );
  }
  const targets = targetsFor(command, releaseId, options.share ?? 1);
  const directory = path.join(folder, FILES_FOLDER);
  for (const [name, bytes] of files) await writeImmutable(directory, name, bytes);
  await writeImmutable(directory, manifestShard.file, manifestBytes);
  const added: PublishedRelease = {
    releaseId,
    publishedAt: now.toISOString(),
    manifest: manifestShard,
    ...(parent !== undefined && { parent }),
  };
  const { releases } = state.history;
  const issued = await issuePointer({ ...command, releases: known ? releases : [...releases, added] }, targets);
  return { ...issued, decisions: decisionsOf({ manifest, files }) };
}
