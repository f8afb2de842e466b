import { AisleError } from '@aisle/core';
import { parameterSpecs, parseModelConfig, type ModelConfig } from '@aisle/model';
import { tensorParts, type TensorEntry } from './tensorEntry.js';

export const MANIFEST_FORMAT = 'aisle-release';
export const MANIFEST_VERSION = 1;

/** One file of a release. Its name holds the start of its hash, so a name never stands for two contents. */
export interface Shard {
  /** Relative to the manifest. */
  readonly file: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
}

/** What a release is made of. The manifest is the only file with a name that stays. */
export interface Manifest {
  readonly format: typeof MANIFEST_FORMAT;
  readonly formatVersion: typeof MANIFEST_VERSION;
  readonly releaseId: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly config: ModelConfig;
  readonly shards: readonly Shard[];
  /** In the order of `parameterSpecs(config)`. */
  readonly tensors: readonly TensorEntry[];
  /** JSON list of the shop's item ids; entry r - 1 belongs to embedding row r. */
  readonly itemIds: Shard;
  /** The transition memory (layout in memoryCodec.ts); present exactly where the config has one. */
  readonly memory?: Shard;
  /** JSON list of golden vectors; read by tests and tools, never by a shopper's browser. */
  readonly golden: Shard;
}

const MAX_SHARDS = 1024;
/** A whole release of a few million int8 items stays below this; a manifest that claims more is broken. */
const MAX_RELEASE_BYTES = 1 << 30;

class Reader {
  constructor(
    private readonly value: unknown,
    private readonly path: string,
  ) {}

  refuse(expected: string): never {
    const found = JSON.stringify(this.value) ?? 'nothing';
    throw new AisleError('manifest-invalid', `Manifest: ${this.path} must be ${expected}, found ${found.slice(0, 80)}.`, {
      field: this.path,
    });
  }

  field(name: string): Reader {
    if (typeof this.value !== 'object' || this.value === null) this.refuse('an object');
    return new Reader((this.value as Record<string, unknown>)[name], this.path === 'manifest' ? name : `${this.path}.${name}`);
  }

  list(maximum: number): Reader[] {
    if (!Array.isArray(this.value) || this.value.length > maximum) this.refuse(`a list of at most ${maximum}`);
    // Array.from, since map leaves the holes of a sparse list unseen.
    return Array.from(this.value as unknown[], (entry, i) => new Reader(entry, `${this.path}[${i}]`));
  }

  text(pattern: RegExp, expected: string): string {
    if (typeof this.value !== 'string' || !pattern.test(this.value)) this.refuse(expected);
    return this.value;
  }

  whole(maximum: number): number {
    const value = this.value;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > maximum) {
      this.refuse(`a whole number from 0 to ${maximum}`);
    }
    return value;
  }

  oneOf<T extends string | number>(...expected: readonly T[]): T {
    const found = expected.find((value) => value === this.value);
    return found ?? this.refuse(expected.map((value) => JSON.stringify(value)).join(' or '));
  }

  get raw(): unknown {
    return this.value;
  }
}

function parseShard(reader: Reader): Shard {
  return {
    // A plain name: a manifest may not point outside its own folder, nor at another host.
    file: reader.field('file').text(/^[\w-][\w.-]{0,120}$/, 'a plain file name'),
    bytes: reader.field('bytes').whole(MAX_RELEASE_BYTES),
    sha256: reader.field('sha256').text(/^[0-9a-f]{64}$/, '64 hex digits'),
  };
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
 * @throws AisleError `manifest-invalid`, `config-invalid`, or `weights-mismatch` where the tensors are not those of the config
 */
export function parseManifest(found: unknown): Manifest {
  const root = new Reader(found, 'manifest');
  const memory = root.field('memory');
  const manifest: Manifest = {
    format: root.field('format').oneOf(MANIFEST_FORMAT),
    formatVersion: root.field('formatVersion').oneOf(MANIFEST_VERSION),
    releaseId: root.field('releaseId').text(/^[\w.-]{1,100}$/, 'a name of letters, digits, dots and dashes'),
    createdAt: root.field('createdAt').text(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/, 'an ISO 8601 time'),
    config: parseModelConfig(root.field('config').raw),
    shards: root.field('shards').list(MAX_SHARDS).map(parseShard),
    tensors: root
      .field('tensors')
      .list(4096)
      .map(parseTensor),
    itemIds: parseShard(root.field('itemIds')),
    ...(memory.raw !== undefined && { memory: parseShard(memory) }),
    golden: parseShard(root.field('golden')),
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
