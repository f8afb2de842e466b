import { createPublicKey, verify } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { applyDelta, deltaFile, filesToFetch, type Manifest, type SignedPointer } from '@aisle/weights';
import { beforeEach, describe, expect, test } from 'vitest';
import { day, second, sha256, usePublishedFolder } from './testing/publishedFolder.js';

const folder = usePublishedFolder();

test('two releases share files and a delta makes the second', async () => {
  const { a, b } = await folder.writeReleases();
  const first = await folder.publish('a', { now: day(1) });
  expect(first.deltas).toEqual([]);
  const newest = await folder.publish('b', { now: day(2), expiresDays: 3 });

  const signed = folder.readJson('stable.json') as SignedPointer;
  expect(newest.pointer).toEqual(folder.served());
  expect(folder.served()).toMatchObject({
    channel: 'stable',
    sequence: second(2),
    issuedAt: '2026-03-02T12:00:00.000Z',
    expiresAt: '2026-03-05T12:00:00.000Z',
    release: { releaseId: b, deltasFrom: [a] },
  });
  expect(folder.served()).not.toHaveProperty('rollout');
  folder.expectWhole(folder.served());
  // By Node, from the key as the tag would name it, over the text that the format lays down.
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: folder.key.publicKey }, format: 'jwk' });
  const signature = Buffer.from(signed.signatures[0]!.signature, 'base64url');
  expect(signed.signatures.map((entry) => entry.publicKey)).toEqual([folder.key.publicKey]);
  expect(verify(null, Buffer.from(`aisle-pointer\n${signed.signed}`), publicKey, signature)).toBe(true);
  expect(verify(null, Buffer.from(`aisle-pointer\n${signed.signed} `), publicKey, signature)).toBe(false);

  const [older, newer] = [
    folder.manifestOf(first.pointer.release.manifest),
    folder.manifestOf(folder.served().release.manifest),
  ];
  expect(readdirSync(folder.cdn('files')).filter((name) => /^encoder\.\w+\.bin$/.test(name))).toEqual([
    older.shards[1]!.file,
  ]);
  const names = (manifest: Manifest) => filesToFetch(manifest).map((shard) => shard.file);
  const made = applyDelta(
    folder.file(deltaFile(a, b)),
    names(older).map(folder.file),
    filesToFetch(newer).map(({ bytes }) => bytes),
  );
  // Item ids and encoder are the same files; only the item table is made.
  expect(made.map((bytes) => bytes && sha256(bytes))).toEqual([undefined, newer.shards[0]!.sha256, undefined]);
  expect(newest.deltas).toMatchObject([{ from: a, to: b }]);
  // One row of 200 by its scale, bias and 16 int8 values, with steps between them.
  expect(folder.file(deltaFile(a, b)).length).toBeLessThan(100);

  expect(folder.readJson('history.json')).toMatchObject({
    releases: [
      { releaseId: a, publishedAt: '2026-03-01T12:00:00.000Z' },
      { releaseId: b, parent: 'a-parent', manifest: folder.served().release.manifest },
    ],
    channels: {
      stable: [
        { sequence: second(1), command: 'publish', releaseId: a },
        { sequence: second(2), at: '2026-03-02T12:00:00.000Z', command: 'publish', releaseId: b },
      ],
    },
  });
});

test('files have smaller compressed copies, pointers have none', async () => {
  await folder.writeReleases();
  await folder.publish('a');
  const names = readdirSync(folder.cdn('files'));
  const whole = names.filter((name) => !/\.(gz|br)$/.test(name));
  expect(whole.length).toBe(5);
  let copies = 0;
  for (const name of whole) {
    for (const [ending, open] of [
      ['.gz', zlib.gunzipSync],
      ['.br', zlib.brotliDecompressSync],
    ] as const) {
      if (!names.includes(name + ending)) continue;
      copies += 1;
      expect(new Uint8Array(open(folder.file(name + ending)))).toEqual(folder.file(name));
      expect(folder.file(name + ending).length).toBeLessThan(folder.file(name).length);
    }
  }
  expect(copies).toBe(10);
  const { deltas } = await folder.publish('b');
  // A delta of one row: packing it costs more than it saves.
  expect(readdirSync(folder.cdn('files')).filter((name) => name.includes('.delta'))).toEqual([
    deltaFile(deltas[0]!.from, deltas[0]!.to),
  ]);
  // A server might send a stale copy of a pointer.
  expect(readdirSync(folder.cdn()).sort()).toEqual(['_headers', 'files', 'history.json', 'stable.json']);
});

test('the headers file caches pointers briefly and files forever', async () => {
  await folder.writeReleases();
  await folder.publish('a');
  await folder.publish('b', { channel: 'canary' });
  const shared = '  Access-Control-Allow-Origin: *\n  X-Content-Type-Options: nosniff\n';
  expect(readFileSync(folder.cdn('_headers'), 'utf8')).toBe(
    `/stable.json\n  Cache-Control: public, max-age=60\n${shared}/canary.json\n  Cache-Control: public, max-age=60\n${shared}/files/*\n  Cache-Control: public, max-age=31536000, immutable\n${shared}`,
  );
});

test('an interrupted publish keeps the old pointer; a retry completes it', async () => {
  const { a, b } = await folder.writeReleases();
  await folder.publish('a', { now: day(1) });
  const before = folder.from('before');
  cpSync(folder.cdn(), before, { recursive: true });
  await folder.publish('b', { now: day(2) });
  const all = readdirSync(folder.cdn(), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder.cdn(), path.join(entry.parentPath, entry.name)));
  const written = all.filter(
    (name) =>
      !existsSync(path.join(before, name)) ||
      !readFileSync(path.join(before, name)).equals(readFileSync(folder.cdn(name))),
  );
  // Item table, golden vectors, manifest, each with two copies; the delta; history and pointer. _headers stay the same.
  expect(written.length).toBeGreaterThan(9);
  const complete = readFileSync(folder.cdn('stable.json'));
  for (const name of [...written, '_headers']) {
    rmSync(folder.cdn(), { recursive: true });
    cpSync(before, folder.cdn(), { recursive: true });
    // A folder is in the way of the file that is written before it gets its name.
    mkdirSync(folder.cdn(`${name}.part`));
    await expect(folder.publish('b', { now: day(2) }), name).rejects.toMatchObject({ code: 'EISDIR' });
    expect(readFileSync(folder.cdn('stable.json')), name).toEqual(readFileSync(path.join(before, 'stable.json')));
    folder.expectWhole(folder.served());
    rmSync(folder.cdn(`${name}.part`), { recursive: true });
    await folder.publish('b', { now: day(2) });
    expect(readFileSync(folder.cdn('stable.json')), name).toEqual(complete);
    folder.expectWhole(folder.served());
    for (const file of all) expect(existsSync(folder.cdn(file)), `${name}: ${file}`).toBe(true);
    expect(
      folder.readJson('history.json').channels.stable.map(({ releaseId }: { releaseId: string }) => releaseId),
    ).toEqual([a, b]);
  }
});

test('publish rewrites damaged files and deltas', async () => {
  const { a, b } = await folder.writeReleases();
  await folder.publish('a');
  await folder.publish('b', { channel: 'canary' });
  await folder.promote({ releaseId: b });
  const whole = folder.file(deltaFile(a, b));
  writeFileSync(folder.cdn('files', deltaFile(a, b)), 'x');
  const { file: shard } = folder.manifestOf(folder.served().release.manifest).shards[0]!;
  const modifiedMs = statSync(folder.cdn('files', shard)).mtimeMs;
  await folder.rollBack();
  await folder.publish('b');
  expect(folder.file(deltaFile(a, b))).toEqual(whole);
  expect(statSync(folder.cdn('files', shard)).mtimeMs).toBe(modifiedMs);
  writeFileSync(folder.cdn('files', shard), 'x');
  await expect(folder.rollBack()).rejects.toMatchObject({ code: 'shard-corrupt' });
  rmSync(folder.cdn('stable.json'));
  await folder.publish('b');
  folder.expectWhole(folder.served());
});

describe('refusals change nothing', () => {
  let a: string;
  let b: string;
  beforeEach(async () => {
    ({ a, b } = await folder.writeReleases());
    await folder.publish('a', { now: day(1) });
  });

  test('publish refuses the release that the channel has', () =>
    folder.expectRefused(() => folder.publish('a'), /^stable has a-.* already\. aisle renew moves its expiry on\.$/));

  test('publish refuses a release that is in rollout', async () => {
    await folder.publish('b', { share: 0.5 });
    const message = new RegExp(`^${b} is being rolled out on stable already\\. aisle promote changes its share\\.$`);
    await folder.expectRefused(() => folder.publish('b'), message);
  });

  test('publish refuses another manifest under a known release id', async () => {
    const file = path.join(folder.from('a'), 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...manifest, createdAt: '2026-05-01T00:00:00Z' }));
    const message = /has a release a-.* with another manifest .*Train this one with another --name\.$/;
    await folder.expectRefused(() => folder.publish('a'), message);
  });

  test.each(['items.', 'golden.'])('publish refuses a release with a damaged file: %s', async (start) => {
    const name = readdirSync(folder.from('b')).find((candidate) => candidate.startsWith(start))!;
    writeFileSync(path.join(folder.from('b'), name), 'altered');
    await expect(folder.publish('b')).rejects.toMatchObject({ code: 'shard-corrupt' });
    expect(folder.served().release.releaseId).toBe(a);
  });
});
