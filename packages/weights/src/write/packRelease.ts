import {
  headSpecs,
  type ParameterSpec,
  parameterSpecs,
  RELATION_NAMES,
  sessionHeads,
  type TrainedModel,
} from '@aisle/model';
import { encodeKinds } from '../kindsCodec.js';
import { type GoldenVector, MANIFEST_FORMAT, MANIFEST_VERSION, type Manifest } from '../manifest.js';
import { parseManifest } from '../parseManifest.js';
import { assembleRelease } from '../release.js';
import { type DecisionRole, headRole, KINDS_ROLE, type RoleFile } from '../roles.js';
import { sha256Hex } from '../sha256.js';
import type { Shard } from '../shard.js';
import type { TensorEntry } from '../tensorEntry.js';
import { encodeTransitions } from '../transitionsCodec.js';
import { concatBytes } from './concatBytes.js';
import { quantizeTensor } from './quantize.js';

export interface ReleaseFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Items and encoder are separate shards. An update that does not change the encoder does not download it. */
const ITEM_PARAMETERS = new Set(['item_embedding', 'item_bias']);

const TIMING_ROLE: DecisionRole = 'timing';

/** Golden vectors that a device computes before it uses the release: some hundred bytes of each download. */
const CHECK_COUNT = 3;
const CHECK_LENGTH = 8;
const CHECK_TOP = 5;
/** The oldest SDK version that can read the files that this version writes. */
const MINIMUM_SDK_VERSION = '0.1.0';

/** Name, date and parent of a release. */
export interface ReleaseLabel {
  /** First part of the release id; date and hash follow. */
  readonly name: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The release from which training continued. */
  readonly parent?: string;
}

/**
 * Packs a trained model into files: shards with their hash in the name, item ids, golden vectors, manifest. A reader gets
 * the model as `quantizeModel` returns it.
 *
 * @returns The manifest comes last. An interrupted writer then leaves no manifest with missing files.
 * @throws AisleError `weights-mismatch` for values that a release cannot hold, or as `parseManifest` does
 */
export async function packRelease(
  { config, values, transitions, relations, kinds, orderTiming }: TrainedModel,
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
  const transitionShard = transitions && (await addFile('memory', 'bin', encodeTransitions(transitions)));
  const roleFiles: RoleFile[] = [];
  for (const head of sessionHeads(config)) {
    const role = headRole(head.name);
    const { bytes, tensors } = layOutShard(headSpecs(head, config), values, 0);
    roleFiles.push({ role, ...(await addFile(role, 'bin', bytes)), tensors });
  }
  for (const role of RELATION_NAMES) {
    const table = relations?.[role];
    if (table) roleFiles.push({ role, ...(await addFile(role, 'bin', encodeTransitions(table))) });
  }
  if (kinds) roleFiles.push({ role: KINDS_ROLE, ...(await addFile(KINDS_ROLE, 'json', encodeKinds(kinds))) });
  if (orderTiming) {
    const role = TIMING_ROLE;
    roleFiles.push({ role, ...(await addFile(role, 'json', new TextEncoder().encode(orderTiming))) });
  }
  const contentHash = await sha256Hex(json([config, shards, itemIdsShard, transitionShard, ...roleFiles]));
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
    ...(transitionShard && { memory: transitionShard }),
    golden: goldenShard,
    ...(roleFiles.length > 0 && { files: roleFiles }),
    check: golden
      .filter(({ history }) => history.length <= CHECK_LENGTH)
      .slice(0, CHECK_COUNT)
      .map(({ top, ...vector }) => ({ ...vector, top: top.slice(0, CHECK_TOP) })),
  };
  // The reader must accept what was written.
  assembleRelease(parseManifest(manifest), new Map(files.map((file) => [file.name, file.bytes])));
  files.push({ name: 'manifest.json', bytes: new TextEncoder().encode(`${JSON.stringify(manifest)}\n`) });
  return files;
}

/** Scales and float32 values come first, which aligns them without gaps. The int8 values follow. */
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

/** Independent of the machine's byte order. */
function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return bytes;
}
