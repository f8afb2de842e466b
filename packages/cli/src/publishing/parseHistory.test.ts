import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { parseHistory } from './parseHistory.js';
import { day, usePublishedFolder } from './testing/publishedFolder.js';

const folder = usePublishedFolder();

const REMEDY = 'Restore it, or move it away to go on with what the pointers say.';

beforeEach(async () => {
  await folder.writeReleases();
  await folder.publish('a', { now: day(1) });
  await folder.publish('b', { now: day(2), share: 0.5 });
});

/** The error of a publish into a folder whose log has this text. */
async function errorWith(text: string): Promise<{ code: string; message: string }> {
  writeFileSync(folder.cdn('history.json'), text);
  return folder.publish('c').then(
    () => expect.fail('published'),
    (error) => error,
  );
}

test('a log that publish wrote is read as it is', () => {
  const found = folder.readJson('history.json');
  expect(parseHistory(found, 'history.json')).toEqual(found);
});

type Log = { releases: object[]; channels: { stable: object[] } };
/** Which object of the log is damaged, and its damaged fields. */
const damages: readonly [field: string, found: string, damaged: (log: Log) => object, fields: object][] = [
  ['format', 'nothing', (log) => log, { format: undefined }],
  ['releases', '{}', (log) => log, { releases: {} }],
  ['releases[0].releaseId', '"../a"', (log) => log.releases[0]!, { releaseId: '../a' }],
  ['releases[1].publishedAt', '"yesterday"', (log) => log.releases[1]!, { publishedAt: 'yesterday' }],
  ['releases[0].manifest', 'null', (log) => log.releases[0]!, { manifest: null }],
  ['channels', '[]', (log) => log, { channels: [] }],
  ['channels.stable[0].sequence', '-1', (log) => log.channels.stable[0]!, { sequence: -1 }],
  ['channels.stable[1].command', '"delete"', (log) => log.channels.stable[1]!, { command: 'delete' }],
  [
    'channels.stable[1].rollout.share',
    '2',
    (log) => log.channels.stable[1]!,
    { rollout: { releaseId: 'b', share: 2 } },
  ],
];
test.each(damages)('a damaged log is refused: %s', async (field, found, damaged, fields) => {
  const log = folder.readJson('history.json') as Log;
  Object.assign(damaged(log), fields);
  const pointer = readFileSync(folder.cdn('stable.json'));
  const error = await errorWith(JSON.stringify(log));
  expect(error.code).toBe('data-invalid');
  expect(error.message).toContain(`history.json: ${field} must be `);
  expect(error.message).toContain(`, found ${found}. ${REMEDY}`);
  expect(readFileSync(folder.cdn('stable.json'))).toEqual(pointer);
});

test('a log that is not JSON is refused', async () => {
  const { code, message } = await errorWith('{');
  expect([code, message]).toEqual(['data-invalid', expect.stringContaining('expected JSON, found "{"')]);
});

test('a log of another version is refused', async () => {
  const { code, message } = await errorWith('{"format":"aisle-history","formatVersion":2,"releases":[],"channels":{}}');
  expect(code).toBe('data-invalid');
  expect(message).toContain('expected version 1, found 2: publish with the version of aisle that wrote it.');
});
