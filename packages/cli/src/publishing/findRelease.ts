import { invalidArgument, joinNames } from './invalidArgument.js';
import type { PublishedRelease } from './publishingHistory.js';

/** @throws AisleError `invalid-argument` if the folder does not have the release */
export function findRelease(releases: readonly PublishedRelease[], releaseId: string): PublishedRelease {
  const found = releases.find((release) => release.releaseId === releaseId);
  if (found) return found;
  const known = joinNames(releases.map((release) => release.releaseId));
  throw invalidArgument(
    `Asked for the release ${releaseId}, but the folder has ${known}. Publish the release folder first.`,
  );
}
