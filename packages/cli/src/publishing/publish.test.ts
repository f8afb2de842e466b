import { applyDelta, deltaFile, filesToFetch, parseManifest, type Manifest, type Pointer, type Shard, type SignedPointer } from '@aisle/weights';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { promote, publish, renew, rollBack } from './publish.js';
import { readSigningKey, writeNewKey, type SigningKey } from './signingKey.js';
import { testItemIds, writeTestRelease } from './testing/testReleases.js';

let folder: string;
let to: string;
let key: SigningKey;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'aisle-publish-'));
  to = path.join(folder, 'cdn');
  key = await writeNewKey(path.join(folder, 'key.pem'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const day = (n: number) => new Date(Date.UTC(2026, 2, n, 12));
/** Seconds of noon of a day in March 2026, worked out by hand: 1772366400 is 2026-03-01T12:00:00Z. */
const second = (n: number) => 1_772_366_400 + 86_400 * (n - 1);

const readJson = (name: string) => JSON.parse(readFileSync(path.join(to, name), 'utf8'));
const served = (channel = 'stable') => JSON.parse((readJson(`${channel}.json`) as SignedPointer).signed) as Pointer;
const file = (name: string) => new Uint8Array(readFileSync(path.join(to, 'files', name)));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const manifestOf = (shard: Shard) => parseManifest(JSON.parse(new TextDecoder().decode(file(shard.file))));

/** Every file that a pointer leads to is there with its hash. */
function expectWhole({ release, rollout }: Pointer): void {
  for (const { releaseId, manifest: shard, deltasFrom } of [release, ...(rollout ? [rollout.release] : [])]) {
    const manifest = manifestOf(shard);
    expect(manifest.releaseId).toBe(releaseId);
    for (const { file: name, sha256: expected } of [shard, ...filesToFetch(manifest), manifest.golden]) expect(sha256(file(name))).toBe(expected);
    for (const from of deltasFrom) expect(existsSync(path.join(to, 'files', deltaFile(from, releaseId)))).toBe(true);
  }
}

/** Release A, B with one item's row changed, C with another encoder; each in a folder of its name. */
async function releases() {
  const write = (name: string, changed: Parameters<typeof writeTestRelease>[1]) => writeTestRelease(path.join(folder, name), { name, ...changed });
  return { a: await write('a', {}), b: await write('b', { changedItems: ['item-7'], parent: 'a-parent' }), c: await write('c', { changedItems: ['item-8'], encoderSeed: 2 }) };
}
const from = (name: string) => path.join(folder, name);

test('published twice: signed pointers, shared files once, a delta that gives the second from the first', async () => {
  const { a, b } = await releases();
  const first = await publish(to, from('a'), { keys: [key], now: day(1) });
  expect(first.deltas).toEqual([]);
  const second_ = await publish(to, from('b'), { keys: [key], now: day(2), expiresDays: 3 });

  const signed = readJson('stable.json') as SignedPointer;
  expect(second_.pointer).toEqual(served());
  expect(served()).toMatchObject({ channel: 'stable', sequence: second(2), issuedAt: '2026-03-02T12:00:00.000Z', expiresAt: '2026-03-05T12:00:00.000Z', release: { releaseId: b, deltasFrom: [a] } });
  expect(served()).not.toHaveProperty('rollout');
  expectWhole(served());
  // By Node, from the key as the tag would name it, over the text that the format lays down.
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.publicKey }, format: 'jwk' });
  const signature = Buffer.from(signed.signatures[0]!.signature, 'base64url');
  expect(signed.signatures.map((entry) => entry.publicKey)).toEqual([key.publicKey]);
  expect(verify(null, Buffer.from(`aisle-pointer\n${signed.signed}`), publicKey, signature)).toBe(true);
  expect(verify(null, Buffer.from(`aisle-pointer\n${signed.signed} `), publicKey, signature)).toBe(false);

  const [older, newer] = [manifestOf(first.pointer.release.manifest), manifestOf(served().release.manifest)];
  expect(readdirSync(path.join(to, 'files')).filter((name) => /^encoder\.\w+\.bin$/.test(name))).toEqual([older.shards[1]!.file]);
  const names = (manifest: Manifest) => filesToFetch(manifest).map((shard) => shard.file);
  const made = applyDelta(file(deltaFile(a, b)), names(older).map(file), filesToFetch(newer).map(({ bytes }) => bytes));
  // Item ids and encoder are the same files; only the item table is made.
  expect(made.map((bytes) => bytes && sha256(bytes))).toEqual([undefined, newer.shards[0]!.sha256, undefined]);
  expect(second_.deltas).toMatchObject([{ from: a, to: b }]);
  // One row of 200 by its scale, bias and 16 int8 values, with steps between them.
  expect(file(deltaFile(a, b)).length).toBeLessThan(100);

  expect(readJson('history.json')).toMatchObject({
    releases: [{ releaseId: a, publishedAt: '2026-03-01T12:00:00.000Z' }, { releaseId: b, parent: 'a-parent', manifest: served().release.manifest }],
    channels: { stable: [{ sequence: second(1), command: 'publish', releaseId: a }, { sequence: second(2), at: '2026-03-02T12:00:00.000Z', command: 'publish', releaseId: b }] },
  });
});

test('a delta also makes item ids and memory; a memory that the older release has not is loaded whole', async () => {
  const memory = Object.fromEntries(testItemIds().map((id, i) => [id, [testItemIds()[(i + 1) % 200]!, testItemIds()[(i * 7) % 200]!]]));
  const a = await writeTestRelease(from('a'), { name: 'a' });
  const b = await writeTestRelease(from('b'), { name: 'b', memory });
  const c = await writeTestRelease(from('c'), { name: 'c', memory: { ...memory, 'item-9': ['item-3'] }, itemIds: [...testItemIds(), 'item-201'] });
  for (const name of ['a', 'b', 'c']) await publish(to, from(name), { keys: [key], now: day(1) });
  // Same second: numbers grow all the same.
  expect(served()).toMatchObject({ sequence: second(1) + 2, release: { deltasFrom: [b, a] } });
  const [first, second_, third] = (readJson('history.json').releases as { manifest: Shard }[]).map(({ manifest }) => manifestOf(manifest)) as [Manifest, Manifest, Manifest];
  const apply = (id: string, older: Manifest) =>
    applyDelta(file(deltaFile(id, c)), filesToFetch(older).map((shard) => file(shard.file)), filesToFetch(third).map(({ bytes }) => bytes)).map((bytes) => bytes && sha256(bytes));
  const [itemIds, items, encoder, memoryFile] = filesToFetch(third).map((shard) => shard.sha256);
  expect(encoder).toBe(first.shards[1]!.sha256);
  expect(apply(b, second_)).toEqual([itemIds, items, undefined, memoryFile]);
  expect(apply(a, first)).toEqual([itemIds, items, undefined, undefined]);
});

test('copies beside the files say the same in fewer bytes; a pointer has none, since a server may send a stale one', async () => {
  await releases();
  await publish(to, from('a'), { keys: [key] });
  const names = readdirSync(path.join(to, 'files'));
  const whole = names.filter((name) => !/\.(gz|br)$/.test(name));
  expect(whole.length).toBe(5);
  let copies = 0;
  for (const name of whole) {
    for (const [ending, open] of [['.gz', zlib.gunzipSync], ['.br', zlib.brotliDecompressSync]] as const) {
      if (!names.includes(name + ending)) continue;
      copies += 1;
      expect(new Uint8Array(open(file(name + ending)))).toEqual(file(name));
      expect(file(name + ending).length).toBeLessThan(file(name).length);
    }
  }
  expect(copies).toBe(10);
  const { deltas } = await publish(to, from('b'), { keys: [key] });
  // A delta of one row: packing it costs more than it saves.
  expect(readdirSync(path.join(to, 'files')).filter((name) => name.includes('.delta'))).toEqual([deltaFile(deltas[0]!.from, deltas[0]!.to)]);
  expect(readdirSync(to).sort()).toEqual(['_headers', 'files', 'history.json', 'stable.json']);
});

test('headers for hosts that read them from a file', async () => {
  await releases();
  await publish(to, from('a'), { keys: [key] });
  await publish(to, from('b'), { keys: [key], channel: 'canary' });
  const shared = '  Access-Control-Allow-Origin: *\n  X-Content-Type-Options: nosniff\n';
  expect(readFileSync(path.join(to, '_headers'), 'utf8')).toBe(
    `/stable.json\n  Cache-Control: public, max-age=60\n${shared}/canary.json\n  Cache-Control: public, max-age=60\n${shared}/files/*\n  Cache-Control: public, max-age=31536000, immutable\n${shared}`,
  );
});

describe('which deltas are made', () => {
  test('from what devices may hold: named by a pointer in force within the days asked for, at most 14', async () => {
    const ids: string[] = [];
    for (let i = 1; i <= 17; i++) ids.push(await writeTestRelease(from(`r${i}`), { name: `r${i}`, changedItems: [`item-${i}`] }));
    // r1 is in force from day 1 until day 20, when r2 follows.
    await publish(to, from('r1'), { keys: [key], now: day(1) });
    await publish(to, from('r2'), { keys: [key], now: day(20) });
    await publish(to, from('r3'), { keys: [key], now: day(22), deltaDays: 2 });
    expect(served().release.deltasFrom).toEqual([ids[1], ids[0]]);
    await renew(to, { keys: [key], now: day(23) });
    await publish(to, from('r4'), { keys: [key], now: day(24), deltaDays: 1.5 });
    expect(served().release.deltasFrom).toEqual([ids[2]]);
    for (let i = 5; i <= 17; i++) await publish(to, from(`r${i}`), { keys: [key], now: day(25) });
    expect(served().release.deltasFrom).toEqual(ids.slice(2, 16).reverse());
  });

  test('none where it saves nothing, or where no file of the release is new to the device', async () => {
    await releases();
    await publish(to, from('a'), { keys: [key] });
    const other = await writeTestRelease(from('other'), { name: 'other', encoderSeed: 5, changedItems: testItemIds() });
    await publish(to, from('other'), { keys: [key] });
    expect(served().release).toMatchObject({ releaseId: other, deltasFrom: [] });
    const renamed = await writeTestRelease(from('renamed'), { name: 'renamed', encoderSeed: 5, changedItems: testItemIds() });
    await publish(to, from('renamed'), { keys: [key] });
    expect(served().release).toMatchObject({ releaseId: renamed, deltasFrom: [] });
    expect(readdirSync(path.join(to, 'files')).filter((name) => name.includes('.delta'))).toEqual([]);
  });
});

describe('rotation', () => {
  test('two keys sign; a publisher who forgets the old one is warned, one without any is refused', async () => {
    await releases();
    const newKey = await writeNewKey(path.join(folder, 'new.pem'));
    const warnings: string[] = [];
    const warn = (line: string) => void warnings.push(line);
    await publish(to, from('a'), { keys: [key], now: day(1), warn });
    await renew(to, { keys: [await readSigningKey(path.join(folder, 'key.pem')), newKey], now: day(2), warn });
    const { signatures, signed } = readJson('stable.json') as SignedPointer;
    expect(signatures.map(({ publicKey }) => publicKey)).toEqual([key.publicKey, newKey.publicKey]);
    for (const { publicKey, signature } of signatures) {
      const nodeKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
      expect(verify(null, Buffer.from(`aisle-pointer\n${signed}`), nodeKey, Buffer.from(signature, 'base64url'))).toBe(true);
    }
    await renew(to, { keys: [newKey], now: day(3), warn });
    expect(warnings).toEqual([]);
    await renew(to, { keys: [key], now: day(4), warn });
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`^None of the keys that signed the last pointer of stable \\(${newKey.publicKey}\\) signs this one`))]);
    await expect(renew(to, { now: day(5), warn })).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining(`signed by ${key.publicKey}, and no key is given`) });
    expect(served().sequence).toBe(second(4));
    await renew(to, { now: day(5), unsigned: true, warn });
    expect((readJson('stable.json') as SignedPointer).signatures).toEqual([]);
    expect(warnings[1]).toMatch(/^The pointer of stable is unsigned: browsers with a pinned key/);
    await renew(to, { now: day(6), warn });
  });
});

describe('one step after the other', () => {
  test('staged, raised, whole; rolled back, and back once more', async () => {
    const { a, b, c } = await releases();
    const options = (n: number) => ({ keys: [key], now: day(n) });
    await publish(to, from('a'), options(1));
    await publish(to, from('b'), { ...options(2), share: 0.1 });
    expect(served()).toMatchObject({ release: { releaseId: a, deltasFrom: [] }, rollout: { id: b, share: 0.1, release: { releaseId: b, deltasFrom: [a] } } });
    expectWhole(served());
    // A device that has b already, and falls out of the share, goes back by a delta.
    await promote(to, { ...options(3), share: 0.05 });
    expect(served()).toMatchObject({ sequence: second(3), release: { releaseId: a, deltasFrom: [b] }, rollout: { id: b, share: 0.05 } });
    await promote(to, { ...options(4), share: 0.5 });
    await renew(to, options(5));
    expect(served()).toMatchObject({ sequence: second(5), issuedAt: '2026-03-05T12:00:00.000Z', expiresAt: '2026-03-19T12:00:00.000Z', release: { releaseId: a }, rollout: { id: b, share: 0.5 } });
    await promote(to, { ...options(6), share: 1 });
    expect(served()).toMatchObject({ release: { releaseId: b, deltasFrom: [a] } });
    expect(served()).not.toHaveProperty('rollout');

    await publish(to, from('c'), { ...options(7), share: 0.2 });
    await rollBack(to, options(8));
    expect(served()).toMatchObject({ sequence: second(8), release: { releaseId: b, deltasFrom: [c, a] } });
    expect(served()).not.toHaveProperty('rollout');
    await rollBack(to, options(9));
    expect(served()).toMatchObject({ sequence: second(9), release: { releaseId: a, deltasFrom: [b, c] } });
    expectWhole(served());
    await expect(rollBack(to, options(10))).rejects.toMatchObject({ message: expect.stringMatching(/^Asked for the release that stable had before a-.*, but the log names none\. Name one with --release: a-.*, b-.*, c-.*\.$/) });
    await rollBack(to, { ...options(10), releaseId: c });
    expect(served()).toMatchObject({ release: { releaseId: c } });
    expect(readJson('history.json').channels.stable.map(({ command, releaseId, rollout }: { command: string; releaseId: string; rollout?: object }) => [command, releaseId, rollout])).toEqual([
      ['publish', a, undefined],
      ['publish', a, { releaseId: b, share: 0.1 }],
      ['promote', a, { releaseId: b, share: 0.05 }],
      ['promote', a, { releaseId: b, share: 0.5 }],
      ['renew', a, { releaseId: b, share: 0.5 }],
      ['promote', b, undefined],
      ['publish', b, { releaseId: c, share: 0.2 }],
      ['rollback', b, undefined],
      ['rollback', a, undefined],
      ['rollback', c, undefined],
    ]);
  });

  test('rolled back is to the release before the present one, whichever came before that; not to what was rolled back from', async () => {
    const { a: x, b: a, c: b } = await releases();
    await publish(to, from('a'), { keys: [key], now: day(1) });
    await publish(to, from('b'), { keys: [key], now: day(2) });
    await publish(to, from('c'), { keys: [key], now: day(3) });
    await promote(to, { keys: [key], now: day(4), releaseId: x });
    await promote(to, { keys: [key], now: day(5), releaseId: b });
    await renew(to, { keys: [key], now: day(6) });
    const rolledBack = async (n: number) => (await rollBack(to, { keys: [key], now: day(n) })).pointer.release.releaseId;
    // x, a, b, x, b so far.
    expect([await rolledBack(7), await rolledBack(8)]).toEqual([x, a]);
    await expect(rolledBack(9)).rejects.toThrow(/but the log names none/);
    await promote(to, { keys: [key], now: day(10), releaseId: b });
    expect(await rolledBack(11)).toBe(a);
    // By name: what is skipped counts no more either.
    await promote(to, { keys: [key], now: day(12), releaseId: b });
    await promote(to, { keys: [key], now: day(13), releaseId: x });
    await rollBack(to, { keys: [key], now: day(14), releaseId: a });
    await expect(rolledBack(15)).rejects.toThrow(/but the log names none/);
    // To one that is none of the channel's earlier ones: the next step is to those.
    await promote(to, { keys: [key], now: day(16), releaseId: b });
    await rollBack(to, { keys: [key], now: day(17), releaseId: x });
    expect(await rolledBack(18)).toBe(a);
  });

  test('from canary to stable, in part and whole', async () => {
    const { a, b } = await releases();
    await publish(to, from('a'), { keys: [key], now: day(1) });
    await publish(to, from('b'), { keys: [key], now: day(1), channel: 'canary' });
    expect([served('canary').channel, served('canary').release.releaseId]).toEqual(['canary', b]);
    await promote(to, { keys: [key], now: day(2), releaseId: b, share: 0.3 });
    expect(served()).toMatchObject({ channel: 'stable', release: { releaseId: a }, rollout: { id: b, share: 0.3, release: { deltasFrom: [a] } } });
    await promote(to, { keys: [key], now: day(3), releaseId: b });
    expect(served()).toMatchObject({ release: { releaseId: b, deltasFrom: [a] } });
    expect(served()).not.toHaveProperty('rollout');
    expect(served('canary').sequence).toBe(second(1));
  });

  test('a clock that went back, or a lost log, gives no lower number, and no release is lost that a pointer names', async () => {
    const { a, b } = await releases();
    await publish(to, from('a'), { keys: [key], now: day(9) });
    await publish(to, from('b'), { keys: [key], now: day(1), share: 0.5 });
    expect(served().sequence).toBe(second(9) + 1);
    rmSync(path.join(to, 'history.json'));
    await promote(to, { keys: [key], now: day(2), share: 1 });
    expect(served()).toMatchObject({ sequence: second(9) + 2, release: { releaseId: b, deltasFrom: [a] } });
    expect(readJson('history.json').channels.stable).toMatchObject([{ command: 'found', releaseId: a, rollout: { releaseId: b } }, { command: 'promote', releaseId: b }]);
    await rollBack(to, { keys: [key], now: day(3) });
    expect(served().release.releaseId).toBe(a);
  });
});

describe('an interrupted publish', () => {
  test('leaves the old pointer and what it names, at whichever file it stops; the next one completes it', async () => {
    const { a, b } = await releases();
    await publish(to, from('a'), { keys: [key], now: day(1) });
    const before = path.join(folder, 'before');
    cpSync(to, before, { recursive: true });
    await publish(to, from('b'), { keys: [key], now: day(2) });
    const all = readdirSync(to, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => path.relative(to, path.join(entry.parentPath, entry.name)));
    const written = all.filter((name) => !existsSync(path.join(before, name)) || !readFileSync(path.join(before, name)).equals(readFileSync(path.join(to, name))));
    // Item table, golden vectors, manifest, each with two copies; the delta; history and pointer. _headers stay the same.
    expect(written.length).toBeGreaterThan(9);
    const complete = readFileSync(path.join(to, 'stable.json'));
    for (const name of [...written, '_headers']) {
      rmSync(to, { recursive: true });
      cpSync(before, to, { recursive: true });
      // A folder is in the way of the file that is written before it gets its name.
      mkdirSync(path.join(to, `${name}.part`));
      await expect(publish(to, from('b'), { keys: [key], now: day(2) }), name).rejects.toMatchObject({ code: 'EISDIR' });
      expect(readFileSync(path.join(to, 'stable.json')), name).toEqual(readFileSync(path.join(before, 'stable.json')));
      expectWhole(served());
      rmSync(path.join(to, `${name}.part`), { recursive: true });
      await publish(to, from('b'), { keys: [key], now: day(2) });
      expect(readFileSync(path.join(to, 'stable.json')), name).toEqual(complete);
      expectWhole(served());
      for (const file of all) expect(existsSync(path.join(to, file)), `${name}: ${file}`).toBe(true);
      expect(readJson('history.json').channels.stable.map(({ releaseId }: { releaseId: string }) => releaseId)).toEqual([a, b]);
    }
  });

  test('is no release to go back to', async () => {
    const { a, c } = await releases();
    await publish(to, from('a'), { keys: [key], now: day(1) });
    mkdirSync(path.join(to, 'stable.json.part'));
    await expect(publish(to, from('b'), { keys: [key], now: day(2) })).rejects.toMatchObject({ code: 'EISDIR' });
    rmSync(path.join(to, 'stable.json.part'), { recursive: true });
    await publish(to, from('c'), { keys: [key], now: day(3) });
    expect(served().release).toMatchObject({ releaseId: c });
    await rollBack(to, { keys: [key], now: day(4) });
    expect(served().release.releaseId).toBe(a);
  });
});

test('a file of the folder that was damaged is written again; a damaged delta too', async () => {
  const { a, b } = await releases();
  await publish(to, from('a'), { keys: [key] });
  await publish(to, from('b'), { keys: [key], channel: 'canary' });
  await promote(to, { keys: [key], releaseId: b });
  const whole = file(deltaFile(a, b));
  writeFileSync(path.join(to, 'files', deltaFile(a, b)), 'x');
  const { file: shard } = manifestOf(served().release.manifest).shards[0]!;
  const modifiedMs = statSync(path.join(to, 'files', shard)).mtimeMs;
  await rollBack(to, { keys: [key] });
  await publish(to, from('b'), { keys: [key] });
  expect(file(deltaFile(a, b))).toEqual(whole);
  expect(statSync(path.join(to, 'files', shard)).mtimeMs).toBe(modifiedMs);
  writeFileSync(path.join(to, 'files', shard), 'x');
  await expect(rollBack(to, { keys: [key] })).rejects.toMatchObject({ code: 'shard-corrupt' });
  rmSync(path.join(to, 'stable.json'));
  await publish(to, from('b'), { keys: [key] });
  expectWhole(served());
});

describe('refusals change nothing', () => {
  let a: string;
  let b: string;
  beforeEach(async () => {
    ({ a, b } = await releases());
    await publish(to, from('a'), { keys: [key], now: day(1) });
  });
  const options = () => ({ keys: [key], now: day(2) });
  const cases: [string, () => Promise<unknown>, RegExp][] = [
    ['the release that the channel has', () => publish(to, from('a'), options()), /^stable has a-.* already\. aisle renew moves its expiry on\.$/],
    ['a share of the first release', () => publish(to, from('b'), { ...options(), channel: 'canary', share: 0.5 }), /^--share 0\.5: canary has no release that the other devices could keep\./],
    ['a share above 1', () => publish(to, from('b'), { ...options(), share: 1.1 }), /^--share must be a number from 0 to 1, found 1\.1\.$/],
    ['a share that is no number', () => publish(to, from('b'), { ...options(), share: NaN }), /found NaN/],
    ['nothing to promote', () => promote(to, { ...options(), share: 0.5 }), /^Asked to promote what is being rolled out, but stable has a-.* whole/],
    ['a channel that there is not, promoted', () => promote(to, { ...options(), channel: 'beta', share: 0.5 }), /but .* has no channel beta\./],
    ['a channel that there is not, rolled back', () => rollBack(to, { ...options(), channel: 'beta' }), /has no channel beta that could be rolled back; it has stable\.$/],
    ['a channel that there is not, renewed', () => renew(to, { ...options(), channel: 'beta' }), /has no channel beta that could be renewed; it has stable\.$/],
    ['a release that there is not', () => promote(to, { ...options(), releaseId: 'x-1' }), /^Asked for the release x-1, but the folder has a-.*\. Publish it/],
    ['a release that there is not, to go back to', () => rollBack(to, { ...options(), releaseId: 'x-1' }), /^Asked for the release x-1/],
    ['going back to the present one', () => rollBack(to, { ...options(), releaseId: a }), /^stable has a-.* already\.$/],
    ['the name of the log', () => publish(to, from('b'), { ...options(), channel: 'history' }), /^--channel must be a name .* other than "history", found "history"\.$/],
    ['a channel elsewhere', () => publish(to, from('b'), { ...options(), channel: '../x' }), /^--channel must be a name/],
    ['no key where there was one', () => publish(to, from('b'), { now: day(2) }), /^The pointer of stable is signed by [\w-]{43}, and no key is given/],
  ];
  test.each(cases)('%s', async (_, run, message) => {
    const before = readdirSync(to, { recursive: true }).map(String).sort();
    const pointer = readFileSync(path.join(to, 'stable.json'));
    await expect(run()).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringMatching(message) });
    expect(readdirSync(to, { recursive: true }).map(String).sort()).toEqual(before);
    expect(readFileSync(path.join(to, 'stable.json'))).toEqual(pointer);
  });

  test('a release that is under way, published again', async () => {
    await publish(to, from('b'), { ...options(), share: 0.5 });
    await expect(publish(to, from('b'), options())).rejects.toThrow(`${b} is being rolled out on stable already. aisle promote changes its share.`);
    // The other way round, the release that the other devices have.
    await expect(promote(to, { ...options(), releaseId: a, share: 0.5 })).rejects.toThrow(`--share 0.5: ${a} is the release that the other devices of stable have. aisle rollback ends a rollout.`);
  });

  test('one release id with two manifests', async () => {
    const manifest = JSON.parse(readFileSync(path.join(from('a'), 'manifest.json'), 'utf8'));
    writeFileSync(path.join(from('a'), 'manifest.json'), JSON.stringify({ ...manifest, createdAt: '2026-05-01T00:00:00Z' }));
    await expect(publish(to, from('a'), options())).rejects.toThrow(/has a release a-.* with another manifest .*Train this one with another --name\.$/);
  });

  test.each(['items.', 'golden.'])('a release with an altered file: %s', async (start) => {
    const name = readdirSync(from('b')).find((candidate) => candidate.startsWith(start))!;
    writeFileSync(path.join(from('b'), name), 'altered');
    await expect(publish(to, from('b'), options())).rejects.toMatchObject({ code: 'shard-corrupt' });
    expect(served().release.releaseId).toBe(a);
  });

  test('a damaged log or pointer', async () => {
    const pointer = readFileSync(path.join(to, 'stable.json'));
    writeFileSync(path.join(to, 'stable.json'), '{"format":"aisle-pointer"}');
    await expect(publish(to, from('b'), options())).rejects.toMatchObject({ code: 'pointer-refused' });
    writeFileSync(path.join(to, 'stable.json'), pointer);
    writeFileSync(path.join(to, 'history.json'), '{');
    await expect(publish(to, from('b'), options())).rejects.toMatchObject({ code: 'data-invalid', message: expect.stringContaining('expected JSON, found "{"') });
    writeFileSync(path.join(to, 'history.json'), '{}');
    await expect(publish(to, from('b'), options())).rejects.toMatchObject({ code: 'data-invalid', message: expect.stringContaining('expected a log of published releases') });
    writeFileSync(path.join(to, 'history.json'), '{"format":"aisle-history","formatVersion":2,"releases":[],"channels":{}}');
    await expect(publish(to, from('b'), options())).rejects.toMatchObject({ code: 'data-invalid', message: expect.stringContaining('expected version 1, found 2') });
  });
});
