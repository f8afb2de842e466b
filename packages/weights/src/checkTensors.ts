import { AisleError } from '@aisle/core';
import { headSpecs, type ParameterSpec, parameterSpecs, RELATION_NAMES, sessionHeads } from '@aisle/model';
import type { Manifest } from './manifest.js';
import { headRole } from './roles.js';
import type { Shard } from './shard.js';
import { type TensorEntry, tensorParts } from './tensorEntry.js';

/**
 * Checks that a manifest lists the files and tensors that its config requires. Each tensor must lie within its file.
 * Tensors must not overlap.
 *
 * @throws AisleError `weights-mismatch`
 */
export function checkTensors({ config, tensors, shards, memory, files = [] }: Manifest): void {
  if ((memory === undefined) !== (config.memory === undefined)) {
    mismatch(
      config.memory
        ? 'the config has transitions ("memory"), but no file for them is listed.'
        : 'a file of transitions ("memory") is listed, but the config has none.',
    );
  }
  for (const name of RELATION_NAMES)
    if (config[name] && !files.some(({ role }) => role === name))
      mismatch(`the config has ${name}, but no file of the role ${name} is listed.`);
  checkEach(parameterSpecs(config), tensors, shards, 'the config');
  for (const head of sessionHeads(config)) {
    const role = headRole(head.name);
    const file = files.find((one) => one.role === role);
    if (!file) mismatch(`the config has the head ${head.name}, but no file of the role ${role} is listed.`);
    checkEach(headSpecs(head, config), file.tensors ?? [], [file], `the head ${head.name}`);
  }
}

export function mismatch(message: string): never {
  throw new AisleError('weights-mismatch', `Manifest: ${message}`);
}

/**
 * @param files the files that a tensor's `shard` indexes
 * @param owner what requires these specs, for messages
 */
function checkEach(
  specs: readonly ParameterSpec[],
  tensors: readonly TensorEntry[],
  files: readonly Shard[],
  owner: string,
): void {
  if (specs.length !== tensors.length) {
    mismatch(`${owner} requires ${specs.length} tensors, ${tensors.length} are listed.`);
  }
  specs.forEach((spec, i) => {
    const { name, shape } = tensors[i]!;
    if (name !== spec.name) mismatch(`tensor ${i} must be ${spec.name}, found ${name}.`);
    if (shape.join() !== spec.shape.join()) mismatch(`${name} must have the shape [${spec.shape}], found [${shape}].`);
  });
  const parts = tensors.flatMap((tensor) =>
    tensorParts(tensor).map((part) => ({ ...part, shard: tensor.shard, end: part.byteOffset + part.bytes })),
  );
  for (const { label, shard, byteOffset, end, alignment } of parts) {
    const available = files[shard]?.bytes ?? 0;
    if (byteOffset % alignment !== 0 || end > available) {
      mismatch(`${label} lies at bytes ${byteOffset} to ${end} of shard ${shard}, which has ${available}.`);
    }
  }
  parts.sort((a, b) => a.shard - b.shard || a.byteOffset - b.byteOffset);
  parts.forEach(({ label, shard, byteOffset }, i) => {
    const before = parts[i - 1];
    if (before?.shard === shard && before.end > byteOffset) {
      mismatch(`${label} and ${before.label} overlap in shard ${shard}.`);
    }
  });
}
