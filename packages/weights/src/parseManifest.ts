import { ACTION_TYPES, AisleError, Reader, SDK_VERSION } from '@aisle/core';
import { type ModelConfig, parseModelConfig, sessionHeads, skippedHeads, tensorPrefix } from '@aisle/model';
import { checkSizes } from './checkSizes.js';
import { checkTensors } from './checkTensors.js';
import { readReleaseId, readTime } from './fields.js';
import { filesToFetch, type GoldenVector, MANIFEST_FORMAT, MANIFEST_VERSION, type Manifest } from './manifest.js';
import { parseTensors } from './parseTensors.js';
import { hasDedicatedField, isHeadRole, isKnownRole, type RoleFile, readRole } from './roles.js';
import { parseShard } from './shard.js';
import type { TensorEntry } from './tensorEntry.js';

const MAX_SHARDS = 1024;
/** A device computes all of them before it uses a release. */
const MAX_CHECKS = 8;
const MAX_CHECK_LENGTH = 64;
const MAX_LOGIT = 1e6;

function parseGoldenVector(reader: Reader, config: ModelConfig): GoldenVector {
  const { itemCount } = config;
  const row = (field: Reader) => field.whole(itemCount) || field.refuse(`a row from 1 to ${itemCount}`);
  const logit = (field: Reader) => field.number(-MAX_LOGIT, MAX_LOGIT);
  // Those of unknown heads are not read.
  const heads = reader.field('heads').optional((logits) =>
    sessionHeads(config).flatMap(({ name }) => {
      const found = logits.field(name).optional(logit);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
  return {
    history: reader
      .field('history')
      .list(MAX_CHECK_LENGTH)
      .map((action) => {
        const listIndex = action.field('listIndex').optional((index) => index.whole(1e6));
        return {
          itemRow: row(action.field('itemRow')),
          typeIndex: action.field('typeIndex').whole(ACTION_TYPES.length - 1),
          timestampMs: action.field('timestampMs').number(0, 1e15),
          ...(listIndex !== undefined && { listIndex }),
        };
      }),
    top: reader
      .field('top')
      .list(MAX_CHECK_LENGTH)
      .map((scored) => ({ row: row(scored.field('row')), score: logit(scored.field('score')) })),
    ...(heads && { heads: Object.fromEntries(heads) }),
  };
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const differing = a.findIndex((part, i) => part !== b[i]);
  return differing >= 0 && a[differing]! < b[differing]!;
}

const parseShards = (reader: Reader) => reader.list(MAX_SHARDS).map((shard) => parseShard(shard));

/** Only the file of a head has tensors. Other fields of a file are not read: later versions may add any. */
function parseRoleFiles(reader: Reader, config: ModelConfig): RoleFile[] {
  const files = reader.list(MAX_SHARDS).map((file): RoleFile => {
    const role = readRole(file.field('role'));
    if (hasDedicatedField(role)) file.field('role').refuse('a role without a dedicated field');
    const shard = { role, ...parseShard(file) };
    return isHeadRole(role, config) ? { ...shard, tensors: parseTensors(file.field('tensors'), () => 0) } : shard;
  });
  if (new Set(files.map(({ role }) => role)).size < files.length) reader.refuse('a list of files of different roles');
  return files;
}

function parseRequired(reader: Reader, config: ModelConfig, files: readonly RoleFile[]): string[] {
  return reader.list(MAX_SHARDS).map((entry) => {
    const role = readRole(entry);
    if (!isKnownRole(role, config)) {
      throw new AisleError(
        'sdk-too-old',
        `This release needs the role ${role}, which this version of Aisle does not know. Update Aisle.`,
        { role },
      );
    }
    if (!hasDedicatedField(role) && !files.some((file) => file.role === role))
      entry.refuse('the role of a listed file');
    return role;
  });
}

/** Whether a tensor belongs to an unknown item head. It lies in the same file as the encoder's. */
function isSkipped(rawConfig: unknown, config: ModelConfig): (tensor: TensorEntry) => boolean {
  const prefixes = skippedHeads(rawConfig, config).map(tensorPrefix);
  return ({ name }) => prefixes.some((prefix) => name.startsWith(prefix));
}

/**
 * Checks a manifest that came over the network, including each tensor's shape and offset. Errors:
 *
 * - `manifest-invalid` or `config-invalid`: A value is outside its schema.
 * - `sdk-too-old`: The release needs a later SDK or an unknown role.
 * - `weights-mismatch`: The tensors do not match the config.
 */
export function parseManifest(found: unknown): Manifest {
  const root = Reader.open(found, 'Manifest', 'manifest-invalid');
  root.field('format').oneOf(MANIFEST_FORMAT);
  // Read this field first: later versions may change the others.
  const minimumSdkVersion =
    root
      .field('minimumSdkVersion')
      .optional((reader) => reader.text(/^\d{1,6}(\.\d{1,6}){2}$/, 'three numbers such as 1.2.3')) ?? SDK_VERSION;
  if (isOlder(SDK_VERSION, minimumSdkVersion)) {
    throw new AisleError(
      'sdk-too-old',
      `The release needs version ${minimumSdkVersion} of the SDK, found ${SDK_VERSION}. Deploy the newer SDK.`,
      { minimumSdkVersion },
    );
  }
  const parent = root.field('parent').optional(readReleaseId);
  const memory = root.field('memory').optional((reader) => parseShard(reader));
  const rawConfig = root.field('config').raw;
  const config = parseModelConfig(rawConfig);
  const files = root.field('files').optional((reader) => parseRoleFiles(reader, config));
  const required = root.field('required').optional((reader) => parseRequired(reader, config, files ?? []));
  const listed = parseTensors(root.field('tensors'), (tensor) => tensor.field('shard').whole(MAX_SHARDS));
  const skipped = isSkipped(rawConfig, config);
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    formatVersion: root.field('formatVersion').oneOf(MANIFEST_VERSION),
    releaseId: readReleaseId(root.field('releaseId')),
    ...(parent !== undefined && { parent }),
    createdAt: readTime(root.field('createdAt')),
    minimumSdkVersion,
    config,
    shards: parseShards(root.field('shards')),
    tensors: listed.filter((tensor) => !skipped(tensor)),
    itemIds: parseShard(root.field('itemIds')),
    ...(memory && { memory }),
    golden: parseShard(root.field('golden')),
    ...(files && { files }),
    ...(required && { required }),
    check: root
      .field('check')
      .list(MAX_CHECKS)
      .map((vector) => parseGoldenVector(vector, config)),
  };
  checkTensors(manifest);
  checkSizes(manifest, filesToFetch(manifest), listed.filter(skipped));
  return manifest;
}
