import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { readPublished } from './publishedState.js';
import { usePublishedFolder } from './testing/publishedFolder.js';

const folder = usePublishedFolder();

beforeEach(async () => {
  await folder.write('a');
  await folder.publish('a');
});

test.each([
  ['pointer-refused', 'stable.json', '{"format":"aisle-pointer"}'],
  ['data-invalid', 'history.json', '{"format":"aisle-history"'],
  ['data-invalid', 'history.json', '{}'],
])('publish rejects a damaged folder: %s, %s', async (code, name, text) => {
  await folder.write('b', { encoderSeed: 2 });
  const pointer = readFileSync(folder.cdn('stable.json'));
  writeFileSync(folder.cdn(name), text);
  await expect(folder.publish('b')).rejects.toMatchObject({ code });
  if (name !== 'stable.json') expect(readFileSync(folder.cdn('stable.json'))).toEqual(pointer);
});

test('other JSON files beside the pointers are ignored', async () => {
  writeFileSync(folder.cdn('other.json'), '{"format":"aisle-pointer"}');
  expect([...(await readPublished(folder.cdn())).pointers.keys()]).toEqual(['stable']);
});
