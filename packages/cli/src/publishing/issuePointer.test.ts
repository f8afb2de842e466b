import { readdirSync, rmSync } from 'node:fs';
import { applyDelta, deltaFile, filesToFetch, type Manifest, type Shard } from '@aisle/weights';
import { expect, test } from 'vitest';
import { day, second, sha256, usePublishedFolder } from './testing/publishedFolder.js';
import { testItemIds } from './testing/testReleases.js';

const folder = usePublishedFolder();

test('deltas start from the last 14 releases served within deltaDays', async () => {
  const ids: string[] = [];
  for (let i = 1; i <= 17; i++) ids.push(await folder.write(`r${i}`, { changedItems: [`item-${i}`] }));
  // r1 is served from day 1 until r2 replaces it on day 20.
  await folder.publish('r1', { now: day(1) });
  await folder.publish('r2', { now: day(20) });
  await folder.publish('r3', { now: day(22), deltaDays: 2 });
  expect(folder.served().release.deltasFrom).toEqual([ids[1], ids[0]]);
  await folder.renew({ now: day(23) });
  await folder.publish('r4', { now: day(24), deltaDays: 1.5 });
  expect(folder.served().release.deltasFrom).toEqual([ids[2]]);
  for (let i = 5; i <= 17; i++) await folder.publish(`r${i}`, { now: day(25) });
  expect(folder.served().release.deltasFrom).toEqual(ids.slice(2, 16).reverse());
});

test('a delta that saves no bytes is not created', async () => {
  await folder.writeReleases();
  await folder.publish('a');
  const other = await folder.write('other', { encoderSeed: 5, changedItems: testItemIds() });
  await folder.publish('other');
  expect(folder.served().release).toMatchObject({ releaseId: other, deltasFrom: [] });
  const renamed = await folder.write('renamed', { encoderSeed: 5, changedItems: testItemIds() });
  await folder.publish('renamed');
  expect(folder.served().release).toMatchObject({ releaseId: renamed, deltasFrom: [] });
  expect(readdirSync(folder.cdn('files')).filter((name) => name.includes('.delta'))).toEqual([]);
});

test('deltas contain item ids and transitions; new transitions are downloaded', async () => {
  const transitions = Object.fromEntries(
    testItemIds().map((id, i) => [id, [testItemIds()[(i + 1) % 200]!, testItemIds()[(i * 7) % 200]!]]),
  );
  const a = await folder.write('a');
  const b = await folder.write('b', { transitions });
  const c = await folder.write('c', {
    transitions: { ...transitions, 'item-9': ['item-3'] },
    itemIds: [...testItemIds(), 'item-201'],
  });
  for (const name of ['a', 'b', 'c']) await folder.publish(name, { now: day(1) });
  // In the same second, sequence numbers still grow.
  expect(folder.served()).toMatchObject({ sequence: second(1) + 2, release: { deltasFrom: [b, a] } });
  const [first, newest, third] = (folder.readJson('history.json').releases as { manifest: Shard }[]).map(
    ({ manifest }) => folder.manifestOf(manifest),
  ) as [Manifest, Manifest, Manifest];
  const apply = (id: string, older: Manifest) =>
    applyDelta(
      folder.file(deltaFile(id, c)),
      filesToFetch(older).map((shard) => folder.file(shard.file)),
      filesToFetch(third).map(({ bytes }) => bytes),
    ).map((bytes) => bytes && sha256(bytes));
  const [itemIds, items, encoder, memoryFile] = filesToFetch(third).map((shard) => shard.sha256);
  expect(encoder).toBe(first.shards[1]!.sha256);
  expect(apply(b, newest)).toEqual([itemIds, items, undefined, memoryFile]);
  expect(apply(a, first)).toEqual([itemIds, items, undefined, undefined]);
});

test('deltas contain companions; new companions are downloaded', async () => {
  const companions = Object.fromEntries(
    testItemIds().map((id, i) => [id, [testItemIds()[(i + 1) % 200]!, testItemIds()[(i * 7) % 200]!]]),
  );
  await folder.write('a');
  const b = await folder.write('b', { companions });
  const c = await folder.write('c', { companions: { ...companions, 'item-9': ['item-3'] } });
  for (const name of ['a', 'b', 'c']) await folder.publish(name, { now: day(1) });
  const [older, newer] = (folder.readJson('history.json').releases as { manifest: Shard }[])
    .slice(1)
    .map(({ manifest }) => folder.manifestOf(manifest));
  const made = applyDelta(
    folder.file(deltaFile(b, c)),
    filesToFetch(older!).map((shard) => folder.file(shard.file)),
    filesToFetch(newer!).map(({ bytes }) => bytes),
  );
  expect(made.map((bytes) => bytes && sha256(bytes))).toEqual([
    undefined,
    undefined,
    undefined,
    newer!.files![0]!.sha256,
  ]);
});

test('sequence numbers grow and releases stay after clock errors or log loss', async () => {
  const { a, b } = await folder.writeReleases();
  await folder.publish('a', { now: day(9) });
  await folder.publish('b', { now: day(1), share: 0.5 });
  expect(folder.served().sequence).toBe(second(9) + 1);
  rmSync(folder.cdn('history.json'));
  await folder.promote({ now: day(2), share: 1 });
  expect(folder.served()).toMatchObject({ sequence: second(9) + 2, release: { releaseId: b, deltasFrom: [a] } });
  expect(folder.readJson('history.json').channels.stable).toMatchObject([
    { command: 'found', releaseId: a, rollout: { releaseId: b } },
    { command: 'promote', releaseId: b },
  ]);
  await folder.rollBack({ now: day(3) });
  expect(folder.served().release.releaseId).toBe(a);
});
