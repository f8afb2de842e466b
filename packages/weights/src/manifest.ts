import { ACTION_TYPES, AisleError, SDK_VERSION } from '@aisle/core';
import { parameterSpecs, parseModelConfig, type Action, type ModelConfig } from '@aisle/model';
import { Reader } from './reader.js';
import { tensorParts, type TensorEntry } from './tensorEntry.js';

export const MANIFEST_FORMAT = 'aisle-release';
export const MANIFEST_VERSION = 2;

/** One file of a release. Its name holds the start of its hash, so a name never stands for two contents. */
export interface Shard {
  /** Relative to the manifest. */
  readonly file: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** A history and what the trainer's own engine answered, for comparing other engines with it. */
export interface GoldenVector {
  readonly history: readonly Action[];
  /** Highest first: embedding row and score (logit). */
  readonly top: readonly { readonly row: number; readonly score: number }[];
}

/** What a release is made of. Whoever trusts the manifest can trust every byte that it names. */
export interface Manifest {
  readonly format: typeof MANIFEST_FORMAT;
  readonly formatVersion: typeof MANIFEST_VERSION;
  readonly releaseId: string;
  /** The release that this one was trained on from. */
  readonly parent?: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** An older SDK leaves the release alone and keeps the one that it has: three numbers, as in `SDK_VERSION`. */
  readonly minimumSdkVersion: string;
  readonly config: ModelConfig;
  readonly shards: readonly Shard[];
  /** In the order of `parameterSpecs(config)`. */
  readonly tensors: readonly TensorEntry[];
  /** JSON list of the shop's item ids; entry r - 1 belongs to embedding row r. Its hash stands for the catalogue. */
  readonly itemIds: Shard;
  /** The transition memory (layout in memoryCodec.ts); present exactly where the config has one. */
  readonly memory?: Shard;
  /** JSON list of golden vectors; read by tests and tools, never by a shopper's browser. */
  readonly golden: Shard;
  /** The shortest of them: a device adopts the release where it gives the same answers. */
  readonly check: readonly GoldenVector[];
}

const MAX_SHARDS = 1024;
/** A device answers all of them before it adopts a release. */
const MAX_CHECKS = 8;
const MAX_CHECK_LENGTH = 64;
const MAX_LOGIT = 1e6;
/** A whole release of a few million int8 items stays below this; a manifest that claims more is broken. */
const MAX_RELEASE_BYTES = 1 << 30;

export function parseShard(reader: Reader): Shard {
  return {
    // A plain name: a manifest may not point outside its own folder, nor at another host.
    file: reader.field('file').text(/^[\w-][\w.-]{0,120}$/, 'a plain file name'),
    bytes: reader.field('bytes').whole(MAX_RELEASE_BYTES),
    sha256: reader.field('sha256').text(/^[0-9a-f]{64}$/, '64 hex digits'),
  };
}

/** Also a file name: it may lead nowhere else. */
export const readReleaseId = (reader: Reader): string => reader.text(/^[\w][\w.-]{0,99}$/, 'a name of letters, digits, dots and dashes');
export const readTime = (reader: Reader): string => reader.text(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/, 'an ISO 8601 time');

function parseGoldenVector(reader: Reader, { itemCount }: ModelConfig): GoldenVector {
  const row = (field: Reader) => field.whole(itemCount) || field.refuse(`a row from 1 to ${itemCount}`);
  return {
    history: reader.field('history').list(MAX_CHECK_LENGTH).map((action) => {
      const listIndex = action.field('listIndex').optional((index) => index.whole(1e6));
      return {
        itemRow: row(action.field('itemRow')),
        typeIndex: action.field('typeIndex').whole(ACTION_TYPES.length - 1),
        timestampMs: action.field('timestampMs').number(0, 1e15),
        ...(listIndex !== undefined && { listIndex }),
      };
    }),
    top: reader.field('top').list(MAX_CHECK_LENGTH).map((scored) => ({ row: row(scored.field('row')), score: scored.field('score').number(-MAX_LOGIT, MAX_LOGIT) })),
  };
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number)) as [number[], number[]];
  const differing = a.findIndex((part, i) => part !== b[i]);
  return differing >= 0 && a[differing]! < b[differing]!;
}

function parseTensor(reader: Reader): TensorEntry {
  const place = {
    name: reader.field('name').text(/^[\w.]{1,100}$/, 'a tensor name'),
    shape: reader.field('shape').list(4).map((axis) => axis.whole(2 ** 31)),
    shard: reader.field('shard').whole(MAX_SHARDS),
    byteOffset: reader.field('byteOffset').whole(MAX_RELEASE_BYTES),
  };
  const dtype = reader.field('dtype').oneOf('float32', 'int8');
  if (dtype === 'float32') return { ...place, dtype };
  return { ...place, dtype, scaleByteOffset: reader.field('scaleByteOffset').whole(MAX_RELEASE_BYTES) };
}

/**
 * Checks a manifest that came over the network, down to every tensor's shape and place.
 *
 * @throws AisleError `manifest-invalid`, `sdk-too-old`, `config-invalid`, or `weights-mismatch` where the tensors are not those of the config
 */
export function parseManifest(found: unknown): Manifest {
  const root = Reader.open(found, 'Manifest', 'manifest-invalid');
  root.field('format').oneOf(MANIFEST_FORMAT);
  // Before anything else is looked at: what a later version writes need not look like this one's.
  const minimumSdkVersion = root.field('minimumSdkVersion').optional((reader) => reader.text(/^\d{1,6}(\.\d{1,6}){2}$/, 'three numbers such as 1.2.3')) ?? SDK_VERSION;
  if (isOlder(SDK_VERSION, minimumSdkVersion)) {
    throw new AisleError('sdk-too-old', `The release needs version ${minimumSdkVersion} of the SDK, and this is ${SDK_VERSION}: deploy the newer one.`, { minimumSdkVersion });
  }
  const parent = root.field('parent').optional(readReleaseId);
  const memory = root.field('memory').optional(parseShard);
  const config = parseModelConfig(root.field('config').raw);
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    formatVersion: root.field('formatVersion').oneOf(MANIFEST_VERSION),
    releaseId: readReleaseId(root.field('releaseId')),
    ...(parent !== undefined && { parent }),
    createdAt: readTime(root.field('createdAt')),
    minimumSdkVersion,
    config,
    shards: root.field('shards').list(MAX_SHARDS).map(parseShard),
    tensors: root
      .field('tensors')
      .list(4096)
      .map(parseTensor),
    itemIds: parseShard(root.field('itemIds')),
    ...(memory && { memory }),
    golden: parseShard(root.field('golden')),
    check: root.field('check').list(MAX_CHECKS).map((vector) => parseGoldenVector(vector, config)),
  };
  checkTensors(manifest);
  return manifest;
}

/** What a shopper's browser fetches: the item-id table, the shards in order, then the memory if there is one. No golden vectors. */
export function filesToFetch(manifest: Manifest): Shard[] {
  return [manifest.itemIds, ...manifest.shards, ...(manifest.memory ? [manifest.memory] : [])];
}

function checkTensors({ config, tensors, shards, itemIds, memory }: Manifest): void {
  const mismatch = (message: string): never => {
    throw new AisleError('weights-mismatch', `Manifest: ${message}`);
  };
  if ((memory === undefined) !== (config.memory === undefined)) {
    mismatch(`the config ${config.memory ? 'has' : 'has no'} memory, but ${memory ? 'one' : 'none'} is listed.`);
  }
  const specs = parameterSpecs(config);
  if (specs.length !== tensors.length) mismatch(`the config asks for ${specs.length} tensors, ${tensors.length} are listed.`);
  specs.forEach((spec, i) => {
    const { name, shape } = tensors[i]!;
    if (name !== spec.name) mismatch(`tensor ${i} must be ${spec.name}, found ${name}.`);
    if (shape.join() !== spec.shape.join()) mismatch(`${name} must have the shape [${spec.shape}], found [${shape}].`);
  });
  const parts = tensors.flatMap((tensor) => tensorParts(tensor).map((part) => ({ ...part, shard: tensor.shard, end: part.byteOffset + part.bytes })));
  for (const { label, shard, byteOffset, end, alignment } of parts) {
    const available = shards[shard]?.bytes ?? 0;
    if (byteOffset % alignment !== 0 || end > available) {
      mismatch(`${label} lies at bytes ${byteOffset} to ${end} of shard ${shard}, which has ${available}.`);
    }
  }
  parts.sort((a, b) => a.shard - b.shard || a.byteOffset - b.byteOffset);
  parts.forEach(({ label, shard, byteOffset }, i) => {
    const before = parts[i - 1];
    if (before?.shard === shard && before.end > byteOffset) mismatch(`${label} and ${before.label} overlap in shard ${shard}.`);
  });
  const total = shards.reduce((sum, { bytes }) => sum + bytes, itemIds.bytes + (memory?.bytes ?? 0));
  if (total > MAX_RELEASE_BYTES) mismatch(`the release claims ${total} bytes; at most ${MAX_RELEASE_BYTES} are accepted.`);
}
