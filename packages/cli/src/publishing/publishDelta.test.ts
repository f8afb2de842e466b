import { writeFileSync } from 'node:fs';
import { deltaFile } from '@aisle/weights';
import { expect, test } from 'vitest';
import { publishDelta } from './publishDelta.js';
import { publishedFiles, readReleaseBytes } from './releaseBytes.js';
import { usePublishedFolder } from './testing/publishedFolder.js';

const folder = usePublishedFolder();

test('publishDelta keeps a valid delta and rewrites a damaged one', async () => {
  const { a, b } = await folder.writeReleases();
  await folder.publish('a');
  await folder.publish('b', { channel: 'canary' });
  const bytesOf = (channel: string) =>
    readReleaseBytes(publishedFiles(folder.cdn()), folder.served(channel).release.manifest);
  const [older, newer] = [await bytesOf('stable'), await bytesOf('canary')];
  const made = (await publishDelta(folder.cdn(), older, newer))!;
  expect(made).toMatchObject({ from: a, to: b });
  expect(made.bytesGzip).toBeLessThan(made.replacesBytesGzip!);
  // The second time the file is there already.
  expect(await publishDelta(folder.cdn(), older, newer)).toEqual({ from: a, to: b, bytesGzip: made.bytesGzip });
  const whole = folder.file(deltaFile(a, b));
  writeFileSync(folder.cdn('files', deltaFile(a, b)), 'x');
  expect(await publishDelta(folder.cdn(), older, newer)).toEqual(made);
  expect(folder.file(deltaFile(a, b))).toEqual(whole);
  // A release has no delta to itself: every file is the same.
  expect(await publishDelta(folder.cdn(), older, older)).toBeUndefined();
});
