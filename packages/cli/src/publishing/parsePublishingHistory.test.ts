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

test('a whole log comes back as it is', () => {
  expect(parsePublishingHistory(log(), 'cdn/history.json')).toEqual(log());
});

/** Which object of the log is damaged, and its damaged fields. */
const damages: readonly [
  field: string,
  found: string,
  damaged: (whole: ReturnType<typeof log>) => object,
  fields: object,
][] = [
  ['format', '"other"', (whole) => whole, { format: 'other' }],
  ['releases', '{}', (whole) => whole, { releases: {} }],
  ['releases[0].releaseId', '"../a"', (whole) => whole.releases[0]!, { releaseId: '../a' }],
  ['releases[1].publishedAt', '"yesterday"', (whole) => whole.releases[1]!, { publishedAt: 'yesterday' }],
  ['releases[0].manifest', 'null', (whole) => whole.releases[0]!, { manifest: null }],
  ['releases[1].parent', '5', (whole) => whole.releases[1]!, { parent: 5 }],
  ['channels', '[]', (whole) => whole, { channels: [] }],
  ['channels.stable', '{}', (whole) => whole.channels, { stable: {} }],
  ['channels.stable[0].sequence', '-1', (whole) => whole.channels.stable[0]!, { sequence: -1 }],
  ['channels.stable[1].command', '"delete"', (whole) => whole.channels.stable[1]!, { command: 'delete' }],
  ['channels.stable[1].rollout.share', '2', (whole) => whole.channels.stable[1]!.rollout!, { share: 2 }],
];
test.each(damages)('a damaged log is refused: %s', (field, found, damaged, fields) => {
  const whole = log();
  Object.assign(damaged(whole), fields);
  const { code, message } = errorOf(whole);
  const remedy = 'Restore it, or move it away to go on with what the pointers say.';
  expect(code).toBe('data-invalid');
  expect(message).toContain(`cdn/history.json: ${field} must be `);
  expect(message).toContain(`, found ${found}. ${remedy}`);
});

test('a log of another version is refused', () => {
  const { code, message } = errorOf({ ...log(), formatVersion: 2 });
  const expected = 'cdn/history.json: expected version 1, found 2: publish with the version of aisle that wrote it.';
  expect([code, message]).toEqual(['data-invalid', expected]);
});

test('JSON that is no object is refused', () => {
  expect(errorOf(null).message).toMatch(/^cdn\/history\.json: it must be an object, found null\./);
});
