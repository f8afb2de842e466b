import { beforeEach, describe, expect, test } from 'vitest';
import { day, second, usePublishedFolder } from './testing/publishedFolder.js';

const folder = usePublishedFolder();

test('promote rolls out a canary release to stable in steps', async () => {
  const { a, b } = await folder.writeReleases();
  await folder.publish('a', { now: day(1) });
  await folder.publish('b', { now: day(1), channel: 'canary' });
  expect([folder.served('canary').channel, folder.served('canary').release.releaseId]).toEqual(['canary', b]);
  await folder.promote({ now: day(2), releaseId: b, share: 0.3 });
  expect(folder.served()).toMatchObject({
    channel: 'stable',
    release: { releaseId: a },
    rollout: { id: b, share: 0.3, release: { deltasFrom: [a] } },
  });
  await folder.promote({ now: day(3), releaseId: b });
  expect(folder.served()).toMatchObject({ release: { releaseId: b, deltasFrom: [a] } });
  expect(folder.served()).not.toHaveProperty('rollout');
  expect(folder.served('canary').sequence).toBe(second(1));
});

describe('errors change nothing', () => {
  beforeEach(async () => {
    await folder.write('a');
    await folder.publish('a', { now: day(1) });
  });

  const cases: readonly [string, () => Promise<unknown>, RegExp][] = [
    [
      'without a rollout',
      () => folder.promote({ share: 0.5 }),
      /^Asked to promote .*, but stable has a-.* and no rollout/,
    ],
    [
      'an unknown channel',
      () => folder.promote({ channel: 'beta', share: 0.5 }),
      /, but .* has no channel beta\. Give/,
    ],
    [
      'an unknown release',
      () => folder.promote({ releaseId: 'x-1' }),
      /^Asked for the release x-1, but .*a-.*\. Publish/,
    ],
  ];
  test.each(cases)('promote rejects %s', (_, run, message) => folder.expectRefused(run, message));
});
