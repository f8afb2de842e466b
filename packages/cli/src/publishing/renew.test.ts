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

test('renew sets, keeps and removes the correction of the season', async () => {
  const { b } = await folder.writeReleases();
  await folder.publish('a', { now: day(1) });
  await folder.publish('b', { now: day(2), share: 0.5 });
  await folder.renew({ now: day(3), intercept: -0.5 });
  expect(folder.served()).toMatchObject({
    release: { intentIntercept: -0.5 },
    rollout: { id: b, release: { intentIntercept: -0.5 } },
  });
  await folder.renew({ now: day(4) });
  await folder.promote({ now: day(5), share: 0.9 });
  expect(folder.served()).toMatchObject({
    release: { intentIntercept: -0.5 },
    rollout: { share: 0.9, release: { intentIntercept: -0.5 } },
  });
  await folder.renew({ now: day(6), intercept: 0 });
  expect(folder.served().release).not.toHaveProperty('intentIntercept');
});

test('another release starts without a correction', async () => {
  await folder.writeReleases();
  await folder.publish('a', { now: day(1) });
  await folder.renew({ now: day(2), intercept: 1 });
  await folder.publish('b', { now: day(3) });
  expect(folder.served().release).not.toHaveProperty('intentIntercept');
});

test('renew rejects a correction beyond 2 logits', async () => {
  await folder.write('a');
  await folder.publish('a');
  const message = /^--intercept must be a number from -2 to 2, in logits, found 2\.5\. Beyond that, train another/;
  await folder.expectRefused(() => folder.renew({ intercept: 2.5 }), message);
});

test('renew rejects an unknown channel', async () => {
  await folder.write('a');
  await folder.publish('a');
  const message = /^Asked to renew the channel beta, but .* has stable\.$/;
  await folder.expectRefused(() => folder.renew({ channel: 'beta' }), message);
});
