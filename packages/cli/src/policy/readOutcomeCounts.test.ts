import { expect, test } from 'vitest';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';
import { readOutcomeCounts } from './readOutcomeCounts.js';

const files = temporaryFiles();
const HEADER = 'intervention,group,devices,successes\n';
const read = (text: string) =>
  readOutcomeCounts({ file: files.write('counts.csv', text), option: '--reports' }, ['welcome', 'free-shipping']);

test('reads both groups of each intervention, in any order', async () => {
  const counts = await read(
    'group;successes;devices;intervention\nheld-out;3;100;welcome\nshown;7;200;welcome\nshown;0;0;free-shipping\nheld-out;1;1;free-shipping\n',
  );
  expect([...counts]).toEqual([
    ['welcome', { shown: { devices: 200, successes: 7 }, heldOut: { devices: 100, successes: 3 } }],
    ['free-shipping', { shown: { devices: 0, successes: 0 }, heldOut: { devices: 1, successes: 1 } }],
  ]);
});

test.each([
  ['a missing column', 'intervention,group,devices\n', 'no column successes in the header'],
  ['an unknown intervention', `${HEADER}other,shown,1,1\n`, 'intervention "other" in line 2. Name one of welcome,'],
  ['an unknown group', `${HEADER}welcome,control,1,1\n`, 'group "control" in line 2. Write shown or held-out.'],
  ['a share for a count', `${HEADER}\nwelcome,shown,100,0.1\n`, 'successes "0.1" in line 3. Write a whole number'],
  ['an empty count', `${HEADER}welcome,shown,,1\n`, 'devices "" in line 2'],
  ['more successes than devices', `${HEADER}welcome,shown,2,3\n`, '3 successes of 2 devices in line 2'],
  ['a repeated group', `${HEADER}${'welcome,shown,2,1\n'.repeat(2)}`, 'a second row of welcome, shown in line 3'],
  ['a row with few columns', `${HEADER}welcome,shown\n`, 'found 2 columns, the header has 4.) in line 2'],
  ['one group alone', `${HEADER}welcome,shown,2,1\n`, 'no row welcome, held-out. Add it'],
])('refuses %s', async (_, text, message) => {
  await expect(read(text)).rejects.toMatchObject({
    code: 'data-invalid',
    message: expect.stringContaining(message),
  });
});
