import { beforeEach, expect, test } from 'vitest';
import { day, usePublishedFolder } from './testing/publishedFolder.js';

const folder = usePublishedFolder();

let a: string;
beforeEach(async () => {
  a = await folder.write('a');
  await folder.write('b', { encoderSeed: 2 });
  await folder.publish('a', { now: day(1) });
});

test('the first release of a channel cannot have a share', () =>
  folder.expectRefused(
    () => folder.publish('b', { channel: 'canary', share: 0.5 }),
    /^--share 0\.5: canary has no release for the other devices\. Publish the first one without --share\.$/,
  ));

test.each([1.1, -0.1, NaN])('a share of %s is rejected', (share) =>
  folder.expectRefused(
    () => folder.publish('b', { share }),
    new RegExp(`^--share must be a number from 0 to 1, found ${share}\\.$`),
  ),
);

test("the channel's release cannot have a share", async () => {
  await folder.publish('b', { share: 0.5 });
  const why = `--share 0\\.5: ${a} is already the release of stable`;
  const message = new RegExp(`^${why}\\. aisle rollback ends a rollout\\.$`);
  await folder.expectRefused(() => folder.promote({ releaseId: a, share: 0.5 }), message);
});

test('a share of 0 is a rollout to no device', async () => {
  await folder.publish('b', { share: 0 });
  expect(folder.served()).toMatchObject({ release: { releaseId: a }, rollout: { share: 0 } });
});
