import { parameterSpecs, type Action, type TrainedModel } from '@aisle/model';
import { decodeMemory, encodeMemory } from '../memoryCodec.js';
import { MANIFEST_FORMAT, MANIFEST_VERSION, parseManifest, tensorBytes, type Manifest, type Shard, type TensorEntry } from '../manifest.js';
import { sha256Hex } from '../release.js';

/** A history and what the trainer's own engine answered, for comparing other engines with it. */
export interface GoldenVector {
  readonly history: readonly Action[];
  /** Highest first: embedding row and score (logit). */
  readonly top: readonly { readonly row: number; readonly score: number }[];
}

export interface ReleaseFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The item table is a shard of its own: it grows with the catalogue, and an update that leaves the encoder alone skips the other. */
const ITEM_PARAMETERS = new Set(['item_embedding', 'item_bias']);

/**
 * Lays a trained model out as files: shards with their hash in the name, the item-id table, golden vectors, manifest.
 *
 * @returns the manifest last, so that a writer that stops half-way leaves no manifest that names missing files
 */
export async function packRelease(
  { config, values, memory }: TrainedModel,
  itemIds: readonly string[],
  golden: readonly GoldenVector[],
  name: string,
  createdAt: string,
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
    const bytes = new Uint8Array(group.specs.reduce((sum, { shape }) => sum + tensorBytes(shape), 0));
    let byteOffset = 0;
    for (const { name, shape } of group.specs) {
      const tensor = values.get(name)!;
      // DataView: little-endian whatever the machine.
      const view = new DataView(bytes.buffer, byteOffset, tensorBytes(shape));
      tensor.forEach((value, i) => view.setFloat32(4 * i, value, true));
      entries.set(name, { name, shape, dtype: 'float32', shard, byteOffset });
      byteOffset += tensorBytes(shape);
    }
    shards.push(await addFile(group.stem, 'bin', bytes));
  }
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const itemIdsShard = await addFile('item-ids', 'json', json(itemIds));
  const goldenShard = await addFile('golden', 'json', json(golden));
  const memoryBytes = memory && encodeMemory(memory);
  const memoryShard = memoryBytes && (await addFile('memory', 'bin', memoryBytes));
  const contentHash = await sha256Hex(json([config, shards, itemIdsShard, memoryShard]));
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    formatVersion: MANIFEST_VERSION,
    releaseId: `${name}-${createdAt.slice(0, 10)}-${contentHash.slice(0, 8)}`,
    createdAt,
    config,
    shards,
    tensors: specs.map(({ name }) => entries.get(name)!),
    itemIds: itemIdsShard,
    ...(memoryShard && { memory: memoryShard }),
    golden: goldenShard,
  };
  // What is written must pass the reader's own door.
  parseManifest(manifest);
  if (memoryBytes) decodeMemory(memoryBytes, config.itemCount);
  files.push({ name: 'manifest.json', bytes: new TextEncoder().encode(`${JSON.stringify(manifest, null, 1)}\n`) });
  return files;
}
