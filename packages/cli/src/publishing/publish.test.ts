import { createPublicKey, verify } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { applyDelta, deltaFile, filesToFetch, type Manifest, type SignedPointer } from '@aisle/weights';
import { beforeEach, describe, expect, test } from 'vitest';
import { day, second, sha256, usePublishedFolder } from './testing/publishedFolder.js';

const folder = usePublishedFolder();

test('two releases share files and a delta creates the second', async () => {
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
  // Verified with Node's crypto, from the tag's key and the documented text.
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
  const results = applyDelta(
    folder.file(deltaFile(a, b)),
    names(older).map(folder.file),
    filesToFetch(newer).map(({ bytes }) => bytes),
  );
  // Item ids and encoder are unchanged files. The delta creates only the item table.
  expect(results.map((bytes) => bytes && sha256(bytes))).toEqual([undefined, newer.shards[0]!.sha256, undefined]);
  expect(newest.deltas).toMatchObject([{ from: a, to: b }]);
  // One row of 200: scale, bias, 16 int8 values, and the delta's steps.
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
  const originals = names.filter((name) => !/\.(gz|br)$/.test(name));
  expect(originals.length).toBe(5);
  let copies = 0;
  for (const name of originals) {
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
  // A delta of one row has no compressed copies, because they would be larger.
  expect(readdirSync(folder.cdn('files')).filter((name) => name.includes('.delta'))).toEqual([
    deltaFile(deltas[0]!.from, deltas[0]!.to),
  ]);
  // A pointer has no copies, because a server could send an outdated one.
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
  // Item table, golden vectors and manifest, each with two copies, then delta, history and pointer. _headers is unchanged.
  expect(written.length).toBeGreaterThan(9);
  const complete = readFileSync(folder.cdn('stable.json'));
  for (const name of [...written, '_headers']) {
    rmSync(folder.cdn(), { recursive: true });
    cpSync(before, folder.cdn(), { recursive: true });
    // A folder with this name makes writing the .part file fail.
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
  const valid = folder.file(deltaFile(a, b));
  writeFileSync(folder.cdn('files', deltaFile(a, b)), 'x');
  const { file: shard } = folder.manifestOf(folder.served().release.manifest).shards[0]!;
  const modifiedMs = statSync(folder.cdn('files', shard)).mtimeMs;
  await folder.rollBack();
  await folder.publish('b');
  expect(folder.file(deltaFile(a, b))).toEqual(valid);
  expect(statSync(folder.cdn('files', shard)).mtimeMs).toBe(modifiedMs);
  writeFileSync(folder.cdn('files', shard), 'x');
  await expect(folder.rollBack()).rejects.toMatchObject({ code: 'shard-corrupt' });
  rmSync(folder.cdn('stable.json'));
  await folder.publish('b');
  folder.expectWhole(folder.served());
});

describe('errors change nothing', () => {
  let a: string;
  let b: string;
  beforeEach(async () => {
    ({ a, b } = await folder.writeReleases());
    await folder.publish('a', { now: day(1) });
  });

  test('publish rejects the current release of the channel', () =>
    folder.expectRefused(
      () => folder.publish('a'),
      /^stable already has a-.*\. To extend its expiry, run aisle renew\.$/,
    ));

  test('publish rejects a release that is in rollout', async () => {
    await folder.publish('b', { share: 0.5 });
    const message = new RegExp(
      `^${b} is already being rolled out on stable\\. To change its share, run aisle promote\\.$`,
    );
    await folder.expectRefused(() => folder.publish('b'), message);
  });

  test('publish rejects another manifest with a known release id', async () => {
    const file = path.join(folder.from('a'), 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...manifest, createdAt: '2026-05-01T00:00:00Z' }));
    const message = /already has a release a-.* with a different manifest .*Train with another --name\.$/;
    await folder.expectRefused(() => folder.publish('a'), message);
  });

  test.each(['items.', 'golden.'])('publish rejects a release with a damaged file: %s', async (start) => {
    const name = readdirSync(folder.from('b')).find((candidate) => candidate.startsWith(start))!;
    writeFileSync(path.join(folder.from('b'), name), 'altered');
    await expect(folder.publish('b')).rejects.toMatchObject({ code: 'shard-corrupt' });
    expect(folder.served().release.releaseId).toBe(a);
  });
});
