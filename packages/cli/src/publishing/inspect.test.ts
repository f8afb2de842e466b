import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { startStaticServer } from '@aisle/harness';
import type { SignedPointer } from '@aisle/weights';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeInspection, formatBytes } from './describe.js';
import { inspect } from './inspect.js';
import { publish } from './publish.js';
import { renew } from './renew.js';
import { type SigningKey, writeNewKey } from './signingKey.js';
import { writeTestRelease } from './testing/testReleases.js';

let folder: string;
let to: string;
let key: SigningKey;
let [a, b] = ['', ''];
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'aisle-inspect-'));
  to = path.join(folder, 'cdn');
  key = await writeNewKey(path.join(folder, 'key.pem'));
  a = await writeTestRelease(path.join(folder, 'a'), { name: 'a' });
  b = await writeTestRelease(path.join(folder, 'b'), { name: 'b', changedItems: ['item-7'], parent: a });
  await publish(to, path.join(folder, 'a'), { keys: [key], now: new Date('2026-03-01T00:00:00Z') });
  await publish(to, path.join(folder, 'b'), { keys: [key], now: new Date('2026-03-02T00:00:00Z'), share: 0.25 });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const before = new Date('2026-03-15T23:59:59Z');
const after = new Date('2026-03-16T00:00:00Z');

test('the correction of the season is shown', async () => {
  await renew(to, { keys: [key], now: new Date('2026-03-03T00:00:00Z'), intercept: -0.5 });
  const found = await inspect(to, before);
  expect(found.pointers).toMatchObject([{ intentIntercept: -0.5, rollout: { intentIntercept: -0.5 } }]);
  expect(describeInspection(found)).toMatch(/\n {2}season +-0\.5 logits for the purchase in a session\n/);
});

test('a release folder is described with its files', async () => {
  const { kind, releases, pointers, deltas } = await inspect(path.join(folder, 'b'));
  expect({ kind, pointers, deltas }).toEqual({ kind: 'release', pointers: [], deltas: [] });
  const [release] = releases;
  expect(releases).toMatchObject([
    {
      releaseId: b,
      parent: a,
      createdAt: '2026-01-02T03:04:05.678Z',
      items: 200,
      width: 16,
      minimumSdkVersion: '0.1.0',
    },
  ]);
  expect(release!.files.map(({ file }) => file.split('.')[0])).toEqual([
    'manifest',
    'item-ids',
    'items',
    'encoder',
    'golden',
  ]);
  const gzip = release!.files.map(({ file, bytes, bytesGzip }) => {
    const content = readFileSync(path.join(folder, 'b', file));
    expect([bytes, bytesGzip]).toEqual([content.length, zlib.gzipSync(content, { level: 9 }).length]);
    return bytesGzip;
  });
  expect(release!.bytesGzip).toBe(gzip[0]! + gzip[1]! + gzip[2]! + gzip[3]!);
});

const POINTER = {
  channel: 'stable',
  sequence: 1772409600,
  issuedAt: '2026-03-02T00:00:00.000Z',
  expiresAt: '2026-03-16T00:00:00.000Z',
  expired: false,
};
const expectedPointer = () => ({
  ...POINTER,
  releaseId: a,
  deltasFrom: [],
  rollout: { id: b, share: 0.25, releaseId: b, deltasFrom: [a] },
  signatures: [{ publicKey: key.publicKey, verifies: true }],
});

test('a folder, its pointer and manifest have the same description', async () => {
  const all = await inspect(to, before);
  expect(all.kind).toBe('folder');
  expect(all.pointers).toEqual([expectedPointer()]);
  expect(all.releases.map(({ releaseId }) => releaseId)).toEqual([a, b]);
  const delta = `${a}--${b}.delta`;
  const bytes = readFileSync(path.join(to, 'files', delta));
  expect(all.deltas).toEqual([
    { file: delta, bytes: bytes.length, bytesGzip: zlib.gzipSync(bytes, { level: 9 }).length },
  ]);

  const manifest = readdirSync(path.join(to, 'files')).find(
    (name) => name.startsWith('manifest.') && name.endsWith('.json'),
  )!;
  const [pointer, release] = [
    await inspect(path.join(to, 'stable.json'), before),
    await inspect(path.join(to, 'files', manifest), before),
  ];
  expect(pointer).toEqual({ ...all, kind: 'pointer', deltas: [] });
  expect(release.releases).toEqual(
    all.releases.filter(({ releaseId }) => releaseId === release.releases[0]!.releaseId),
  );
  const server = await startStaticServer({ roots: [{ urlPath: '/weights/', directory: to }] });
  try {
    expect(await inspect(`${server.origin}/weights/stable.json?x=1`, before)).toEqual(pointer);
    expect(await inspect(`${server.origin}/weights/files/${manifest}`, before)).toEqual(release);
    rmSync(path.join(to, 'files', manifest));
    await expect(inspect(`${server.origin}/weights/stable.json`)).rejects.toMatchObject({
      code: 'data-unreadable',
      message: expect.stringMatching(
        /manifest\.\w+\.json: found HTTP status 404\. Check the URL, and that the upload is complete\.$/,
      ),
    });
    await expect(inspect(`${server.origin}/weights/none.json`)).rejects.toMatchObject({ code: 'data-unreadable' });
  } finally {
    await server.close();
  }
});

test('a URL that redirects is refused, because browsers refuse it', async () => {
  const server = await startStaticServer({
    roots: [{ urlPath: '/weights/', directory: to }],
    faults: new Map([['/weights/old.json', { kind: 'redirect', to: '/weights/stable.json' }]]),
  });
  try {
    await expect(inspect(`${server.origin}/weights/old.json`)).rejects.toMatchObject({
      code: 'data-unreadable',
      message: expect.stringContaining(
        `${server.origin}/weights/old.json redirects to ${server.origin}/weights/stable.json, and browsers follow no redirects for a release.`,
      ),
    });
  } finally {
    await server.close();
  }
});

test('expired pointers and invalid signatures are marked', async () => {
  expect((await inspect(path.join(to, 'stable.json'), after)).pointers).toEqual([
    { ...expectedPointer(), expired: true },
  ]);
  const file = JSON.parse(readFileSync(path.join(to, 'stable.json'), 'utf8')) as SignedPointer;
  writeFileSync(path.join(to, 'stable.json'), JSON.stringify({ ...file, signed: file.signed.replace('0.25', '0.75') }));
  const found = await inspect(path.join(to, 'stable.json'), before);
  expect(found.pointers[0]).toMatchObject({
    rollout: { share: 0.75 },
    signatures: [{ publicKey: key.publicKey, verifies: false }],
  });
  expect(describeInspection(found)).toContain(`signed by  ${key.publicKey}: THE SIGNATURE DOES NOT VERIFY`);
});

test('describeInspection prints tables', async () => {
  const text = describeInspection(await inspect(to, after));
  for (const line of [
    'Channel stable',
    '  sequence   1772409600',
    '  expires    2026-03-16T00:00:00.000Z (expired: devices keep their release and do not update)',
    `  release    ${a}, no deltas`,
    `  rollout    share 0.25 of ${b}, deltas from ${a}`,
    `  signed by  ${key.publicKey}, verified`,
    `Release ${b}`,
    `  parent       ${a}`,
    '  items        200, width 16',
    '  SDK needed   0.1.0 or later',
    'Deltas',
  ]) {
    expect(text.split('\n')).toContain(line);
  }
  expect([999, 1000, 12_345, 999_949, 1e6, 12_345_678].map(formatBytes)).toEqual([
    '999 B',
    '1.0 kB',
    '12.3 kB',
    '999.9 kB',
    '1.00 MB',
    '12.35 MB',
  ]);
});

describe('errors', () => {
  test('missing, empty, unknown and damaged paths are rejected', async () => {
    await expect(inspect(path.join(folder, 'none'))).rejects.toMatchObject({
      code: 'data-unreadable',
      message: expect.stringContaining('found no such file or folder'),
    });
    await expect(inspect(folder)).rejects.toMatchObject({
      code: 'data-invalid',
      message: expect.stringContaining('found no manifest.json and no pointer'),
    });
    await expect(inspect(path.join(folder, 'key.pem'))).rejects.toMatchObject({
      code: 'data-invalid',
      message: expect.stringMatching(/expected JSON, found .*\. Give a pointer or a manifest\.$/),
    });
    await expect(inspect(path.join(to, 'history.json'))).rejects.toMatchObject({ code: 'manifest-invalid' });
    const shard = readdirSync(path.join(folder, 'a')).find((name) => name.startsWith('items.'))!;
    writeFileSync(path.join(folder, 'a', shard), 'x');
    await expect(inspect(path.join(folder, 'a'))).rejects.toMatchObject({ code: 'shard-corrupt' });
  });
});
