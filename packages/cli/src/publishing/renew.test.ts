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

test('a conversion rate gives each release the difference of the log odds', async () => {
  await folder.write('a', { baseRate: 0.02 });
  await folder.write('b', { baseRate: 0.05, changedItems: ['item-7'] });
  await folder.publish('a', { now: day(1) });
  await folder.publish('b', { now: day(2), share: 0.5 });
  await folder.renew({ now: day(3), conversionRate: 0.04 });
  // ln((4 / 96) / (2 / 98)) and ln((4 / 96) / (5 / 95)).
  expect(folder.served()).toMatchObject({
    release: { intentIntercept: 0.714 },
    rollout: { release: { intentIntercept: -0.234 } },
  });
});

test('a conversion rate that no season explains is rejected', async () => {
  await folder.write('a', { baseRate: 0.02 });
  await folder.publish('a', { now: day(1) });
  const message = /^--conversion-rate 0\.4: the intercept must be a number from -2 to 2, in logits, found 3\.486\. /;
  await folder.expectRefused(() => folder.renew({ conversionRate: 0.4 }), message);
  await folder.expectRefused(() => folder.renew({ conversionRate: 0 }), /^--conversion-rate must be above 0/);
  const both = { conversionRate: 0.02, intercept: 0 };
  await folder.expectRefused(() => folder.renew(both), /takes --intercept or --conversion-rate, found both/);
});

test('a conversion rate needs a release with a base rate', async () => {
  await folder.write('a');
  await folder.publish('a');
  const message = /^--conversion-rate: a-\S+ does not say how often a session had a purchase when it was trained\. /;
  await folder.expectRefused(() => folder.renew({ conversionRate: 0.02 }), message);
});

test('renew rejects an unknown channel', async () => {
  await folder.write('a');
  await folder.publish('a');
  const message = /^Asked to renew the channel beta, but .* has stable\.$/;
  await folder.expectRefused(() => folder.renew({ channel: 'beta' }), message);
});
