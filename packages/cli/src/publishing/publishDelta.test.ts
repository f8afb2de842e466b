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
  const created = (await publishDelta(folder.cdn(), older, newer))!;
  expect(created).toMatchObject({ from: a, to: b });
  expect(created.bytesGzip).toBeLessThan(created.replacesBytesGzip!);
  // The second time the file exists.
  expect(await publishDelta(folder.cdn(), older, newer)).toEqual({ from: a, to: b, bytesGzip: created.bytesGzip });
  const valid = folder.file(deltaFile(a, b));
  writeFileSync(folder.cdn('files', deltaFile(a, b)), 'x');
  expect(await publishDelta(folder.cdn(), older, newer)).toEqual(created);
  expect(folder.file(deltaFile(a, b))).toEqual(valid);
  // A release has no delta to itself, because every file is the same.
  expect(await publishDelta(folder.cdn(), older, older)).toBeUndefined();
});
