import { headSpecs, type ParameterSpec, parameterSpecs, sessionHeads, type TrainedModel } from '@aisle/model';
import { type GoldenVector, MANIFEST_FORMAT, MANIFEST_VERSION, type Manifest } from '../manifest.js';
import { parseManifest } from '../parseManifest.js';
import { headRole, type RoleFile } from '../roles.js';
import { sha256Hex } from '../sha256.js';
import type { Shard } from '../shard.js';
import type { TensorEntry } from '../tensorEntry.js';
import { decodeTransitions, encodeTransitions } from '../transitionsCodec.js';
import { concatBytes } from './concatBytes.js';
import { quantizeTensor } from './quantize.js';

export interface ReleaseFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The item table is a shard of its own: it grows with the catalogue, and an update that leaves the encoder alone skips the other. */
const ITEM_PARAMETERS = new Set(['item_embedding', 'item_bias']);

/** Golden vectors that a device answers before it adopts the release: a few hundred bytes of each download. */
const CHECK_COUNT = 3;
const CHECK_LENGTH = 8;
const CHECK_TOP = 5;
/** The version that can read what this one writes. */
const MINIMUM_SDK_VERSION = '0.1.0';

/** What a release is called, and when and from what it was made. */
export interface ReleaseLabel {
  /** First part of the release id; date and hash come after it. */
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The release that this one was trained on from. */
  readonly parent?: string;
}

/**
 * Lays a trained model out as files: shards with their hash in the name, the item-id table, golden vectors, manifest.
 * What a reader gets is `quantizeModel` of it.
 *
 * @returns the manifest last, so that a writer that stops half-way leaves no manifest that names missing files
 * @throws AisleError `weights-mismatch` for values that no release can hold, or as `parseManifest` does
 */
export async function packRelease(
  { config, values, transitions }: TrainedModel,
  itemIds: readonly string[],
  golden: readonly GoldenVector[],
  { name, createdAt, parent }: ReleaseLabel,
): Promise<ReleaseFile[]> {
  const specs = parameterSpecs(config);
  const groups = [
    { stem: 'items', specs: specs.filter((spec) => ITEM_PARAMETERS.has(spec.name)) },
    { stem: 'encoder', specs: specs.filter((spec) => !ITEM_PARAMETERS.has(spec.name)) },
  ];
  const files: ReleaseFile[] = [];
  const addFile = async (stem: string, extension: string, bytes: Uint8Array): Promise<Shard> => {
    const sha256 = await sha256Hex(bytes);
    const file = `${stem}.${sha256.slice(0, 16)}.${extension}`;
    files.push({ name: file, bytes });
    return { file, bytes: bytes.byteLength, sha256 };
  };
  const shards: Shard[] = [];
  const entries = new Map<string, TensorEntry>();
  for (const [shard, group] of groups.entries()) {
    const { bytes, tensors } = layOutShard(group.specs, values, shard);
    tensors.forEach((tensor) => entries.set(tensor.name, tensor));
    shards.push(await addFile(group.stem, 'bin', bytes));
  }
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const itemIdsShard = await addFile('item-ids', 'json', json(itemIds));
  const goldenShard = await addFile('golden', 'json', json(golden));
  const memoryBytes = transitions && encodeTransitions(transitions);
  const memoryShard = memoryBytes && (await addFile('memory', 'bin', memoryBytes));
  const headFiles: RoleFile[] = [];
  for (const head of sessionHeads(config)) {
    const role = headRole(head.name);
    const { bytes, tensors } = layOutShard(headSpecs(head, config), values, 0);
    headFiles.push({ role, ...(await addFile(role, 'bin', bytes)), tensors });
  }
  const contentHash = await sha256Hex(json([config, shards, itemIdsShard, memoryShard, ...headFiles]));
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    formatVersion: MANIFEST_VERSION,
    releaseId: `${name}-${createdAt.slice(0, 10)}-${contentHash.slice(0, 8)}`,
    ...(parent && { parent }),
    createdAt,
    minimumSdkVersion: MINIMUM_SDK_VERSION,
    config,
    shards,
    tensors: specs.map(({ name }) => entries.get(name)!),
    itemIds: itemIdsShard,
    ...(memoryShard && { memory: memoryShard }),
    golden: goldenShard,
    ...(headFiles.length > 0 && { files: headFiles }),
    check: golden
      .filter(({ history }) => history.length <= CHECK_LENGTH)
      .slice(0, CHECK_COUNT)
      .map(({ history, top }) => ({ history, top: top.slice(0, CHECK_TOP) })),
  };
  // What is written must pass the reader's own door.
  parseManifest(manifest);
  if (memoryBytes) decodeTransitions(memoryBytes, config.itemCount);
  files.push({ name: 'manifest.json', bytes: new TextEncoder().encode(`${JSON.stringify(manifest)}\n`) });
  return files;
}

/** Scales and float32 values first, so that they are aligned without gaps; then the int8 values, like beside like. */
function layOutShard(
  specs: readonly ParameterSpec[],
  values: TrainedModel['values'],
  shard: number,
): { readonly bytes: Uint8Array; readonly tensors: readonly TensorEntry[] } {
  const parts: Uint8Array[] = [];
  let end = 0;
  const place = (bytes: Uint8Array): number => {
    parts.push(bytes);
    end += bytes.byteLength;
    return end - bytes.byteLength;
  };
  const tensors = specs
    .map((spec) => {
      const quantized = quantizeTensor(spec, values.get(spec.name)!);
      return { spec, quantized, floatOffset: place(littleEndian(quantized?.scales ?? values.get(spec.name)!)) };
    })
    .map(
      ({ spec: { name, shape }, quantized, floatOffset }): TensorEntry =>
        quantized
          ? {
              name,
              shape,
              dtype: 'int8',
              shard,
              byteOffset: place(new Uint8Array(quantized.int8.buffer)),
              scaleByteOffset: floatOffset,
            }
          : { name, shape, dtype: 'float32', shard, byteOffset: floatOffset },
    );
  return { bytes: concatBytes(parts), tensors };
}

/** The same on every machine. */
function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return bytes;
}
