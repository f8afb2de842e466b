import { expect, test } from 'vitest';
import { parsePublishingHistory } from './parsePublishingHistory.js';

const manifest = { file: 'manifest.0123456789abcdef.json', bytes: 9, sha256: 'a'.repeat(64) };
const at = '2026-03-01T12:00:00.000Z';
const log = () => ({
  format: 'aisle-history',
  formatVersion: 1,
  releases: [
    { releaseId: 'a', publishedAt: at, manifest },
    { releaseId: 'b', publishedAt: at, manifest, parent: 'a' },
  ],
  channels: {
    stable: [
      { sequence: 7, at, command: 'publish', releaseId: 'a' },
      { sequence: 8, at, command: 'promote', releaseId: 'a', rollout: { releaseId: 'b', share: 0.5 } },
    ],
  },
});

function errorOf(found: unknown): { readonly code: string; readonly message: string } {
  try {
    parsePublishingHistory(found, 'cdn/history.json');
  } catch (error) {
    return error as { code: string; message: string };
  }
  return expect.fail('the log was accepted');
}

test('a valid log is returned unchanged', () => {
  expect(parsePublishingHistory(log(), 'cdn/history.json')).toEqual(log());
});

/** The damaged object of the log, and its damaged fields. */
const damages: readonly [
  field: string,
  found: string,
  damaged: (valid: ReturnType<typeof log>) => object,
  fields: object,
][] = [
  ['format must be "aisle-history"', '"other"', (valid) => valid, { format: 'other' }],
  ['releases must be a list', '{}', (valid) => valid, { releases: {} }],
  ['releases[0].releaseId: it must be a name', '"../a"', (valid) => valid.releases[0]!, { releaseId: '../a' }],
  [
    'releases[1].publishedAt: it must be an ISO 8601 time',
    '"yesterday"',
    (valid) => valid.releases[1]!,
    { publishedAt: 'yesterday' },
  ],
  ['releases[0].manifest: it must be an object', 'null', (valid) => valid.releases[0]!, { manifest: null }],
  ['releases[1].parent: it must be a name', '5', (valid) => valid.releases[1]!, { parent: 5 }],
  ['channels must be an object', '[]', (valid) => valid, { channels: [] }],
  ['channels.stable must be a list', '{}', (valid) => valid.channels, { stable: {} }],
  [
    'channels.stable[0].sequence must be a whole number from 0',
    '-1',
    (valid) => valid.channels.stable[0]!,
    { sequence: -1 },
  ],
  [
    'channels.stable[1].command must be one of publish, ',
    '"delete"',
    (valid) => valid.channels.stable[1]!,
    { command: 'delete' },
  ],
  [
    'channels.stable[1].rollout.share must be a number from 0 to 1',
    '2',
    (valid) => valid.channels.stable[1]!.rollout!,
    { share: 2 },
  ],
];
test.each(damages)('a damaged log is rejected: %s', (field, found, damaged, fields) => {
  const valid = log();
  Object.assign(damaged(valid), fields);
  const { code, message } = errorOf(valid);
  const advice = 'Restore it, or delete it to continue with the current pointers.';
  expect(code).toBe('data-invalid');
  expect(message).toContain(`cdn/history.json: ${field}`);
  expect(message).toContain(`, found ${found}. ${advice}`);
});

test('a log of another version is rejected', () => {
  const { code, message } = errorOf({ ...log(), formatVersion: 2 });
  const expected = 'cdn/history.json: expected version 1, found 2. Publish with the version of aisle that wrote it.';
  expect([code, message]).toEqual(['data-invalid', expected]);
});

test('JSON that is not an object is rejected', () => {
  expect(errorOf(null).message).toMatch(/^cdn\/history\.json: it must be an object, found null\./);
});
