import { mkdirSync, rmSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { day, second, usePublishedFolder } from './testing/publishedFolder.js';

const folder = usePublishedFolder();

test('a rollout grows, completes and is rolled back', async () => {
  const { a, b, c } = await folder.writeReleases();
  const options = (n: number) => ({ now: day(n) });
  await folder.publish('a', options(1));
  await folder.publish('b', { ...options(2), share: 0.1 });
  expect(folder.served()).toMatchObject({
    release: { releaseId: a, deltasFrom: [] },
    rollout: { id: b, share: 0.1, release: { releaseId: b, deltasFrom: [a] } },
  });
  folder.expectWhole(folder.served());
  // A device that has b but left the share returns to a by a delta.
  await folder.promote({ ...options(3), share: 0.05 });
  expect(folder.served()).toMatchObject({
    sequence: second(3),
    release: { releaseId: a, deltasFrom: [b] },
    rollout: { id: b, share: 0.05 },
  });
  await folder.promote({ ...options(4), share: 0.5 });
  await folder.renew(options(5));
  expect(folder.served()).toMatchObject({
    sequence: second(5),
    issuedAt: '2026-03-05T12:00:00.000Z',
    expiresAt: '2026-03-19T12:00:00.000Z',
    release: { releaseId: a },
    rollout: { id: b, share: 0.5 },
  });
  await folder.promote({ ...options(6), share: 1 });
  expect(folder.served()).toMatchObject({ release: { releaseId: b, deltasFrom: [a] } });
  expect(folder.served()).not.toHaveProperty('rollout');

  await folder.publish('c', { ...options(7), share: 0.2 });
  await folder.rollBack(options(8));
  expect(folder.served()).toMatchObject({ sequence: second(8), release: { releaseId: b, deltasFrom: [c, a] } });
  expect(folder.served()).not.toHaveProperty('rollout');
  await folder.rollBack(options(9));
  expect(folder.served()).toMatchObject({ sequence: second(9), release: { releaseId: a, deltasFrom: [b, c] } });
  folder.expectWhole(folder.served());
  await expect(folder.rollBack(options(10))).rejects.toMatchObject({
    message: expect.stringMatching(
      /^Asked for the release that stable had before a-.*, but the log has none\. Give --release with one of a-.*, b-.*, c-.*\.$/,
    ),
  });
  await folder.rollBack({ ...options(10), releaseId: c });
  expect(folder.served()).toMatchObject({ release: { releaseId: c } });
  expect(
    folder
      .readJson('history.json')
      .channels.stable.map(
        ({ command, releaseId, rollout }: { command: string; releaseId: string; rollout?: object }) => [
          command,
          releaseId,
          rollout,
        ],
      ),
  ).toEqual([
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

test('rollBack selects the previous release and skips rolled back ones', async () => {
  const { a: x, b: a, c: b } = await folder.writeReleases();
  await folder.publish('a', { now: day(1) });
  await folder.publish('b', { now: day(2) });
  await folder.publish('c', { now: day(3) });
  await folder.promote({ now: day(4), releaseId: x });
  await folder.promote({ now: day(5), releaseId: b });
  await folder.renew({ now: day(6) });
  const rolledBack = async (n: number) => (await folder.rollBack({ now: day(n) })).pointer.release.releaseId;
  // The channel has had x, a, b, x, b.
  expect([await rolledBack(7), await rolledBack(8)]).toEqual([x, a]);
  await expect(rolledBack(9)).rejects.toThrow(/but the log has none/);
  await folder.promote({ now: day(10), releaseId: b });
  expect(await rolledBack(11)).toBe(a);
  // With a release id, skipped releases do not count either.
  await folder.promote({ now: day(12), releaseId: b });
  await folder.promote({ now: day(13), releaseId: x });
  await folder.rollBack({ now: day(14), releaseId: a });
  await expect(rolledBack(15)).rejects.toThrow(/but the log has none/);
  // After a rollback to a release outside the history, the next one continues in the history.
  await folder.promote({ now: day(16), releaseId: b });
  await folder.rollBack({ now: day(17), releaseId: x });
  expect(await rolledBack(18)).toBe(a);
});

test('rollBack ignores the release of an interrupted publish', async () => {
  const { a, c } = await folder.writeReleases();
  await folder.publish('a', { now: day(1) });
  mkdirSync(folder.cdn('stable.json.part'));
  await expect(folder.publish('b', { now: day(2) })).rejects.toMatchObject({ code: 'EISDIR' });
  rmSync(folder.cdn('stable.json.part'), { recursive: true });
  await folder.publish('c', { now: day(3) });
  expect(folder.served().release).toMatchObject({ releaseId: c });
  await folder.rollBack({ now: day(4) });
  expect(folder.served().release.releaseId).toBe(a);
});

describe('errors change nothing', () => {
  let a: string;
  beforeEach(async () => {
    a = await folder.write('a');
    await folder.publish('a', { now: day(1) });
  });

  const cases: readonly [string, () => Promise<unknown>, RegExp][] = [
    [
      'an unknown channel',
      () => folder.rollBack({ channel: 'beta' }),
      /^Asked to roll back the channel beta, but .* has stable\.$/,
    ],
    ['an unknown release', () => folder.rollBack({ releaseId: 'x-1' }), /^Asked for the release x-1/],
    ['the current release', () => folder.rollBack({ releaseId: a }), /^stable already has a-.*\.$/],
  ];
  test.each(cases)('rollBack rejects %s', (_, run, message) => folder.expectRefused(run, message));
});
