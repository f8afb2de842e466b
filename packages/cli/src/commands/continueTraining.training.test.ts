import { execFile } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { seededRandom } from '@aisle/core';
import { type Manifest, parseManifest } from '@aisle/weights';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';
import { readRelease } from '../releaseFiles.js';

// Three trainings in separate processes. A busy machine takes several times longer than usual.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const files = temporaryFiles();
const DAY_MS = 86_400_000;
const START_MS = Date.UTC(2026, 0, 1);
const random = seededRandom(3);
const row = (user: string, item: string, day: number, minute: number) =>
  `${user},${item},view,${START_MS + day * DAY_MS + minute * 60_000}\n`;
const walk = (user: string, items: readonly string[], day: number, length: number) => {
  const phase = Math.floor(random() * items.length);
  return Array.from({ length }, (_, i) => row(user, items[(phase + i) % items.length]!, day, i)).join('');
};

const ids = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
const [SHOES, HATS] = [ids('shoe', 6), ids('hat', 6)];
const HEADER = 'user_id,item_id,event,timestamp\n';
/** Ten days of shoes and hats. Then two days of shoe0 and shoe1 with a new boot, without hats. */
const FIRST = ids('u', 60)
  .map((user, i) => walk(user, i % 2 ? SHOES : HATS, i / 6, 7))
  .join('');
const LATER = ids('v', 30)
  .map((user, i) => walk(user, i % 2 ? ['shoe0', 'boot'] : ['boot', 'shoe1'], 10 + i / 15, 6))
  .join('');
/** Test examples: the same days in both logs. */
const TEST_DAYS = ids('w', 10)
  .map((user, i) => walk(user, ['shoe0', 'shoe1'], 12 + i / 10, 4))
  .join('');
const [EARLY_LOG, LATE_LOG] = [
  files.write('early.csv', HEADER + FIRST + TEST_DAYS),
  files.write('late.csv', HEADER + FIRST + LATER + TEST_DAYS),
];
const CATALOGUE = files.write(
  'catalogue.csv',
  `item_id,category\n${[...SHOES, ...HATS].map((id) => `${id},${id.slice(0, -1)}\n`).join('')}boot,shoe\nunseen,hat\n`,
);

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
/** @returns the output on standard error */
const aisle = (...args: string[]) =>
  run(process.execPath, ['--conditions=aisle-source', '--import', 'tsx', MAIN, ...args]).then(
    ({ stderr }) => stderr,
    ({ stderr }: { stderr: string }) => stderr,
  );
const folder = (name: string) => path.join(files.folder, name);
const train = (out: string, ...args: string[]) => aisle('train', '--out', folder(out), ...args);
const CONTINUE = [
  '--from',
  folder('first'),
  '--data',
  LATE_LOG,
  '--catalogue',
  CATALOGUE,
  '--split',
  'time:2026-01-13',
];
const json = (name: string, file: string) =>
  JSON.parse(readFileSync(path.join(folder(name), file), 'utf8')) as Record<string, never>;
const manifestOf = (name: string): Manifest => parseManifest(json(name, 'manifest.json'));

let printed: string;
let refreshed: string;
beforeAll(async () => {
  // The training events end before 11 January, and both logs have the same last day.
  await train('first', '--data', EARLY_LOG, '--split', 'time:2026-01-11', '--epochs', '4', '--target', 'next-item');
  printed = await train('next', ...CONTINUE);
  refreshed = await train('refreshed', ...CONTINUE, '--refresh-encoder');
});

describe('the written files', () => {
  const bytesOf = (name: string, file: string) => readFileSync(path.join(folder(name), file));
  /** An item's bytes in the items' shard: int8 values, scale, and int8 bias. */
  const rowBytes = (name: string, row: number) => {
    const { tensors, shards } = manifestOf(name);
    const [vectors, bias] = ['item_embedding', 'item_bias'].map(
      (tensor) => tensors.find(({ name }) => name === tensor)!,
    ) as [never, never] as unknown as { byteOffset: number; scaleByteOffset: number; shape: number[]; shard: number }[];
    const shard = bytesOf(name, shards[vectors!.shard]!.file);
    const part = (at: number, length: number) => shard.subarray(at, at + length).toString('hex');
    const width = vectors!.shape[1]!;
    return [
      part(vectors!.byteOffset + row * width, width),
      part(vectors!.scaleByteOffset + 4 * row, 4),
      part(bias!.byteOffset + row, 1),
      part(bias!.scaleByteOffset, 4),
    ];
  };
  const rowOf = async (name: string) => {
    const { itemIds } = await readRelease(folder(name));
    return (itemId: string) => itemIds.indexOf(itemId) + 1;
  };

  test('the encoder file and rows stay, new items are appended', async () => {
    const [first, next] = [manifestOf('first'), manifestOf('next')];
    const encoder = ({ shards }: Manifest) => shards.find(({ file }) => file.startsWith('encoder.'))!.file;
    expect(encoder(next)).toBe(encoder(first));
    expect(encoder(manifestOf('refreshed'))).not.toBe(encoder(first));
    const [before, after] = [await readRelease(folder('first')), await readRelease(folder('next'))];
    expect(after.itemIds).toEqual([...before.itemIds, 'boot', 'unseen']);
    expect([next.parent, next.config]).toEqual([first.releaseId, { ...first.config, itemCount: 14 }]);
  });

  test('only items with new events have changed vectors', async () => {
    const row = await rowOf('first');
    expect(row('hat5')).toBeGreaterThan(0);
    for (const item of [...HATS, ...SHOES.slice(2)])
      expect(rowBytes('next', row(item))).toEqual(rowBytes('first', row(item)));
    for (const item of ['shoe0', 'shoe1'])
      expect(rowBytes('next', row(item))[0]).not.toEqual(rowBytes('first', row(item))[0]);
  });

  test('only items with new events have changed transitions', async () => {
    const row = await rowOf('first');
    const [before, after] = await Promise.all(['first', 'next'].map((name) => readRelease(folder(name))));
    // Transitions are chosen on validation. Without them this test would compare nothing.
    expect(before!.transitions).toBeDefined();
    const entries = ({ transitions }: typeof before & object, item: string) => {
      const range = [transitions!.offsets[row(item)]!, transitions!.offsets[row(item) + 1]!] as const;
      return [[...transitions!.toRows.subarray(...range)], [...transitions!.strengths.subarray(...range)]];
    };
    for (const item of [...HATS, ...SHOES.slice(2)]) expect(entries(after!, item)).toEqual(entries(before!, item));
    expect(entries(after!, 'shoe0')).not.toEqual(entries(before!, 'shoe0'));
  });

  test('the report compares both releases and can be continued', async () => {
    const [first, next, whole] = ['first', 'next', 'refreshed'].map(
      (name) => json(name, 'report.json') as Record<string, any>,
    ) as [any, any, any];
    expect(next).toMatchObject({
      newItems: 2,
      changedItems: 2,
      refreshedEncoder: false,
      parent: { releaseId: first.releaseId },
      score: first.score,
    });
    expect(whole).toMatchObject({ newItems: 2, changedItems: 2, refreshedEncoder: true });
    expect(next.test.users).toBe(next.parent.test.users);
    expect(next.continuation.recency).toEqual(first.continuation.recency);
    expect(next.continuation.trainedUntilMs).toBeGreaterThan(first.continuation.trainedUntilMs);
    expect(whole.continuation.recency).toEqual({ firstMs: START_MS, lastMs: next.continuation.trainedUntilMs });
    expect(
      Object.keys(next.changedFiles)
        .map((file) => file.split('.')[0])
        .sort(),
    ).toEqual(['companions', 'item-ids', 'items', 'kinds', 'memory', 'substitutes']);
    const line = (encoder: string) =>
      new RegExp(
        `2 new items, 2 changed of 12, encoder ${encoder}; test (NDCG.*); parent release: test (NDCG.*)\\.$`,
        'm',
      );
    for (const [text, encoder, { test, parent }] of [
      [printed, 'unchanged', next],
      [refreshed, 'refreshed', whole],
    ] as const) {
      const figures = [test, parent.test].map((found) => {
        const [lower, upper] = found.intervals['ndcg@10'].map((bound: number) => bound.toFixed(3).replace(/^0/, ''));
        return `NDCG@10 ${found['ndcg@10'].toFixed(4)} (${lower} to ${upper})`;
      });
      expect(line(encoder).exec(text)?.slice(1)).toEqual(figures);
    }
  });
});

describe('errors', () => {
  const errorOf = async (...args: string[]) => (await train('none', ...args)).trim().split('\n').at(-1)!;

  test('options that exclude --from', async () => {
    expect(await errorOf(...CONTINUE, '--epochs', '40')).toContain('Asked for --from and --epochs');
    expect(await errorOf(...CONTINUE, '--restart')).toContain('Asked for --from and --restart');
    expect(await errorOf('--data', LATE_LOG, '--refresh-encoder')).toContain(
      'Asked for --refresh-encoder, found no --from.',
    );
    expect(await errorOf(...CONTINUE, '--target', 'next-purchase')).toContain(
      '--target next-purchase, found a release for next-item.',
    );
  });

  test('a log without timestamps', async () => {
    const sessions = files.write('sessions.txt', 'shoe0 shoe1 shoe2\n'.repeat(4));
    const found = await errorOf('--from', folder('first'), '--data', sessions, '--format', 'sessions');
    expect(found).toContain('found events without timestamps in');
    expect(found).toMatch(/Train without --from\. \[invalid-argument\]$/);
  });

  test('a split other than time:DATE', async () => {
    expect(await errorOf('--from', folder('first'), '--data', LATE_LOG)).toContain(
      'found no --split. Give --split time:DATE',
    );
  });

  test('a log without new events', async () => {
    expect(await errorOf('--from', folder('first'), '--data', EARLY_LOG, '--split', 'time:2026-01-11')).toContain(
      'No event of the training part is later than',
    );
  });

  test('a report of another release or without its training time', async () => {
    const other = (name: string, change: (report: Record<string, unknown>) => void) => {
      cpSync(folder('first'), folder(name), { recursive: true });
      const report = json('first', 'report.json') as Record<string, unknown>;
      change(report);
      writeFileSync(path.join(folder(name), 'report.json'), JSON.stringify(report));
      return errorOf('--from', folder(name), '--data', LATE_LOG, '--split', 'time:2026-01-13');
    };
    expect(await other('stale', (report) => (report.releaseId = 'older'))).toContain(
      'found a report of older beside the release',
    );
    expect(await other('early', (report) => delete report.continuation)).toContain(
      'found a report without the time until which the release was trained. Train it again',
    );
  });
});
