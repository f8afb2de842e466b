import { expect, test } from 'vitest';
import { day, second, usePublishedFolder } from './testing/publishedFolder.js';

const folder = usePublishedFolder();

test('renew changes only sequence number and times', async () => {
  const { a, b } = await folder.writeReleases();
  await folder.publish('a', { now: day(1) });
  await folder.publish('b', { now: day(2), share: 0.5 });
  const before = folder.served();
  const { deltas, pointer } = await folder.renew({ now: day(3) });
  expect(deltas).toEqual([]);
  expect(pointer).toEqual(folder.served());
  expect(folder.served()).toEqual({
    ...before,
    sequence: second(3),
    issuedAt: '2026-03-03T12:00:00.000Z',
    expiresAt: '2026-03-17T12:00:00.000Z',
  });
  expect(folder.served()).toMatchObject({ release: { releaseId: a }, rollout: { id: b, share: 0.5 } });
});

test('renew rejects an unknown channel', async () => {
  await folder.write('a');
  await folder.publish('a');
  const message = /^Asked to renew the channel beta, but .* has stable\.$/;
  await folder.expectRefused(() => folder.renew({ channel: 'beta' }), message);
});
