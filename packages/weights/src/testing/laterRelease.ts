import { sha256Hex } from '../sha256.js';

type Json = any;

const UNKNOWN_ROLE = 'ratings';
const UNKNOWN_SESSION_HEAD = 'churn';
const UNKNOWN_ITEM_HEAD = 'again';

export interface PackedFiles {
  /** By name, `manifest.json` included. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly manifestJson: Json;
}

/**
 * A release as a later SDK version could write it. It adds a file of an unknown role and an unknown session head with a
 * separate file. It also adds an unknown item head, whose tensor is in the encoder's file.
 *
 * @param required roles that a reader must know
 */
export async function laterRelease(
  { files, manifestJson }: PackedFiles,
  required?: readonly string[],
): Promise<PackedFiles> {
  const later = new Map(files);
  const manifest: Json = structuredClone(manifestJson);
  const add = async (stem: string, bytes: Uint8Array) => {
    const sha256 = await sha256Hex(bytes);
    const file = `${stem}.${sha256.slice(0, 16)}.bin`;
    later.set(file, bytes);
    return { file, bytes: bytes.byteLength, sha256 };
  };
  manifest.config.heads.push(
    { name: UNKNOWN_SESSION_HEAD, over: 'session', target: 'leaves-for-good', bins: [0, 1] },
    { name: UNKNOWN_ITEM_HEAD, over: 'items', target: 'bought-again' },
  );
  const encoder = files.get(manifest.shards[1].file)!;
  const extended = new Uint8Array(encoder.byteLength + 4);
  extended.set(encoder);
  manifest.shards[1] = await add('encoder', extended);
  manifest.tensors.push({
    name: `heads.${UNKNOWN_ITEM_HEAD}.query`,
    shape: [1],
    dtype: 'float32',
    shard: 1,
    byteOffset: encoder.byteLength,
  });
  manifest.files = [
    { role: UNKNOWN_ROLE, ...(await add(UNKNOWN_ROLE, Uint8Array.of(1, 2, 3))), rules: 'of a later version' },
    {
      role: `head-${UNKNOWN_SESSION_HEAD}`,
      ...(await add(`head-${UNKNOWN_SESSION_HEAD}`, Uint8Array.of(4))),
      tensors: 'in a layout of a later version',
    },
  ];
  if (required) manifest.required = required;
  later.set('manifest.json', new TextEncoder().encode(`${JSON.stringify(manifest)}\n`));
  return { files: later, manifestJson: manifest };
}
