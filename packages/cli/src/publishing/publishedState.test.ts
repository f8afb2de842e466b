import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPublished } from './publishedState.js';
import { usePublishedFolder } from './testing/publishedFolder.js';

const folder = usePublishedFolder();

test('a damaged pointer of a known channel is refused', async () => {
  await folder.writeReleases();
  await folder.publish('a');
  writeFileSync(folder.cdn('stable.json'), '{"format":"aisle-pointer"}');
  await expect(folder.publish('b')).rejects.toMatchObject({ code: 'pointer-refused' });
});

test('other JSON files beside the pointers are ignored', async () => {
  await folder.writeReleases();
  await folder.publish('a');
  writeFileSync(folder.cdn('other.json'), '{"format":"aisle-pointer"}');
  expect([...(await readPublished(folder.cdn())).pointers.keys()]).toEqual(['stable']);
});
