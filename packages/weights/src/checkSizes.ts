import { RELATION_NAMES } from '@aisle/model';
import { mismatch } from './checkTensors.js';
import { maxKindsBytes } from './kindsCodec.js';
import type { Manifest } from './manifest.js';
import { DECISION_ROLES, KINDS_ROLE, MAX_DECISION_BYTES } from './roles.js';
import { MAX_RELEASE_BYTES, type Shard } from './shard.js';
import { type TensorEntry, tensorParts } from './tensorEntry.js';
import { maxTransitionBytes } from './transitionsCodec.js';

/** For the bytes between tensors. */
const SLACK_BYTES = 1 << 16;
/** An id has at most 200 characters (core's `parseItemId`). JSON needs up to 6 bytes for each, 2 quotes and a comma. */
const MAX_ID_BYTES = 6 * 200 + 3;

/**
 * Checks the sizes in a manifest before any file is fetched: together, the files may have the bytes that the config needs.
 * So a manifest that is not signed cannot make a device download and hold more.
 *
 * @param fetched the files that a device downloads
 * @param skipped the tensors of item heads that this version does not know
 * @throws AisleError `weights-mismatch`
 */
export function checkSizes(
  { config: { itemCount }, tensors, memory, files = [] }: Manifest,
  fetched: readonly Shard[],
  skipped: readonly TensorEntry[],
): void {
  const known = tensorBytes([...tensors, ...files.flatMap((file) => file.tensors ?? [])]);
  const roles = new Set(files.map(({ role }) => role));
  const relationCount = RELATION_NAMES.filter((name) => roles.has(name)).length;
  const needed =
    // A later version may add heads. They are smaller than the model.
    known +
    Math.min(known, tensorBytes(skipped)) +
    itemCount * MAX_ID_BYTES +
    (Number(memory !== undefined) + relationCount) * maxTransitionBytes(itemCount) +
    (roles.has(KINDS_ROLE) ? maxKindsBytes(itemCount) : 0) +
    DECISION_ROLES.filter((role) => roles.has(role)).length * MAX_DECISION_BYTES +
    SLACK_BYTES;
  const limit = Math.min(needed, MAX_RELEASE_BYTES);
  const claimed = fetched.reduce((sum, { bytes }) => sum + bytes, 0);
  if (claimed > limit) mismatch(`the release claims ${claimed} bytes, expected at most ${limit} for its config.`);
  // Files are found by their names.
  const hashes = new Map(fetched.map(({ file, sha256 }) => [file, sha256]));
  const twice = fetched.find(({ file, sha256 }) => hashes.get(file) !== sha256);
  if (twice) mismatch(`${twice.file} is listed with two hashes.`);
}

const tensorBytes = (tensors: readonly TensorEntry[]) =>
  tensors.flatMap(tensorParts).reduce((sum, { bytes }) => sum + bytes, 0);
