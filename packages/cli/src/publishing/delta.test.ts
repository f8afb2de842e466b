import { createHash } from 'node:crypto';
import zlib from 'node:zlib';
import { seededRandom } from '@aisle/core';
import { applyDelta, filesToFetch, type Manifest, type Shard } from '@aisle/weights';
import { describe, expect, test } from 'vitest';
import { createDelta, isValidDelta } from './delta.js';
import type { ReleaseBytes } from './releaseBytes.js';

const gzipBytes = (bytes: Uint8Array) => zlib.gzipSync(bytes, { level: 9 }).length;

/** Files with names as in a release. The first is the item-id table. */
function release(releaseId: string, contents: readonly (readonly [stem: string, bytes: Uint8Array])[]): ReleaseBytes {
  const files = new Map<string, Uint8Array>();
  const [itemIds, ...shards] = contents.map(([stem, bytes]): Shard => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = `${stem}.${sha256.slice(0, 16)}.bin`;
    files.set(file, bytes);
    return { file, bytes: bytes.length, sha256 };
  });
  const manifest = { releaseId, itemIds, shards } as unknown as Manifest;
  return { manifest, manifestShard: itemIds!, manifestBytes: new Uint8Array(), files };
}

const random = seededRandom(8);
const randomBytes = (length: number) => Uint8Array.from({ length }, () => Math.floor(256 * random()));
const joined = (...parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

test('a delta contains only files that it makes smaller', async () => {
  const [ids, table, encoder] = [randomBytes(500), randomBytes(2000), randomBytes(800)];
  const older = release('a', [
    ['item-ids', ids],
    ['items', table],
    ['encoder', encoder],
  ]);
  const changed = joined(table.subarray(0, 990), randomBytes(20), table.subarray(1010));
  const newer = release('b', [
    ['item-ids', ids],
    ['items', changed],
    ['encoder', randomBytes(800)],
    ['memory', randomBytes(300)],
  ]);
  const delta = (await createDelta(older, newer))!;
  const results = applyDelta(
    delta.bytes,
    filesToFetch(older.manifest).map(({ file }) => older.files.get(file)),
    filesToFetch(newer.manifest).map(({ bytes }) => bytes),
  );
  expect(results).toEqual([undefined, changed, undefined, undefined]);
  expect([delta.bytesGzip, delta.replacesBytesGzip]).toEqual([gzipBytes(delta.bytes), gzipBytes(changed)]);
});

test('a delta is always smaller than the files that it replaces', async () => {
  // Each unchanged file costs one byte of the delta.
  const others = Array.from({ length: 30 }, (_, i) => [`part${i}`, randomBytes(10)] as const);
  let [created, omitted] = [0, 0];
  for (let equal = 0; equal < 60; equal++) {
    const base = randomBytes(200);
    const older = release('a', [...others, ['items', base]]);
    const delta = await createDelta(
      older,
      release('b', [...others, ['items', joined(base.subarray(0, equal), randomBytes(200 - equal))]]),
    );
    if (delta) expect(delta.bytesGzip, `${equal} bytes equal`).toBeLessThan(delta.replacesBytesGzip);
    if (delta) created += 1;
    else omitted += 1;
  }
  expect(Math.min(created, omitted)).toBeGreaterThan(5);
});

describe('isValidDelta', () => {
  const base = randomBytes(300);
  const older = release('a', [['item-ids', base]]);
  const newer = release('b', [['item-ids', joined(base.subarray(0, 290), Uint8Array.of(1, 2, 3, 4, 5))]]);

  test('each changed byte makes a delta invalid', async () => {
    const { bytes } = (await createDelta(older, newer))!;
    expect(await isValidDelta(bytes, older, newer)).toBe(true);
    for (let at = 0; at < bytes.length; at++)
      expect(
        await isValidDelta(
          bytes.map((byte, i) => (i === at ? byte ^ 1 : byte)),
          older,
          newer,
        ),
        `byte ${at}`,
      ).toBe(false);
    expect(await isValidDelta(bytes.subarray(0, -1), older, newer)).toBe(false);
  });

  test('a delta without files is invalid', async () => {
    expect(await isValidDelta(Uint8Array.of(0x41, 0x44, 0x4c, 0x31, 1, 0), older, newer)).toBe(false);
  });
});
