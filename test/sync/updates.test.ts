import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { startStaticServer } from '@aisle/harness';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { promote } from '../../packages/cli/src/publishing/promote.js';
import { readyStatus, useAisleSite } from '../kit/aislePage.js';
import { rankedAfter, ranking, stateOf, updatedStatus, useWeightsCdn } from '../kit/weightsCdn.js';

const site = useAisleSite();
const cdn = useWeightsCdn(site);
/** Large enough for a delta of a few rows to be smaller than the files. */
const LARGE = { itemCount: 1000 } as const;
const RETRAINED = { items: [3, 4, 17], seed: 9 } as const;

/** The ranking of a new device. */
async function freshRanking(...history: readonly number[]): Promise<readonly string[]> {
  const page = await site.openPage();
  await cdn.start(page);
  return rankedAfter(page, ...history);
}

async function openOn(release: Parameters<typeof cdn.publish>[0]) {
  const first = await cdn.publish(release);
  const page = await site.openPage();
  await cdn.start(page);
  return { page, first, before: await rankedAfter(page, 3, 4) };
}

async function reload(page: Page, options: Parameters<typeof cdn.start>[1] = {}): Promise<number> {
  const seen = site.server.requests.length;
  await page.reload();
  await cdn.start(page, options);
  return seen;
}

test('a retrained release from a delta ranks like its whole files', async () => {
  const { page, first, before } = await openOn({ seed: 1, ...LARGE });
  const second = await cdn.publish({ seed: 1, ...LARGE, retrained: { ...RETRAINED, parent: first.releaseId } });
  expect(second.issued.deltas.map(({ from, to }) => [from, to])).toEqual([[first.releaseId, second.releaseId]]);
  const seen = await reload(page);
  await updatedStatus(page, ({ release }) => release === second.releaseId);
  expect(cdn.requestsSince(seen)).toEqual(['stable.json', 'files/manifest.json', 'files/delta']);
  const after = await ranking(page);
  expect(after).not.toEqual(before);
  expect(after).toEqual(await freshRanking(3, 4));
  // It is stored: the next page requests only the pointer.
  const again = await reload(page);
  await expect.poll(() => cdn.requestsSince(again)).toEqual(['stable.json']);
  expect(await ranking(page)).toEqual(after);
});

// The encoder does not change, so it is never fetched.
test.each([
  ['altered', { kind: 'alter', offset: 60 }, 'delta-invalid'],
  ['truncated', { kind: 'body', body: 'ADL1', contentType: 'application/octet-stream' }, 'delta-invalid'],
  ["a captive portal's page", { kind: 'body', body: '<!doctype html>', contentType: 'text/html' }, 'delta-invalid'],
  ['missing', { kind: 'status', status: 404 }, 'shard-unreachable'],
] as const)('the whole file is fetched if the delta is %s', async (_, fault, code) => {
  const { page, first } = await openOn({ seed: 1, ...LARGE });
  const second = await cdn.publish({ seed: 1, ...LARGE, retrained: { ...RETRAINED, parent: first.releaseId } });
  site.faults.set(`/weights/files/${first.releaseId}--${second.releaseId}.delta`, fault);
  const seen = await reload(page);
  expect(await updatedStatus(page, ({ release }) => release === second.releaseId)).toMatchObject({ problemCode: code });
  expect(cdn.requestsSince(seen)).toEqual(['stable.json', 'files/manifest.json', 'files/delta', 'files/items.bin']);
  expect(await ranking(page)).toEqual(await freshRanking(3, 4));
});

test('the download of a delta ends at the size of the files', async () => {
  const { page, first } = await openOn({ seed: 1, ...LARGE });
  const second = await cdn.publish({ seed: 1, ...LARGE, retrained: { ...RETRAINED, parent: first.releaseId } });
  const file = `files/${first.releaseId}--${second.releaseId}.delta`;
  await truncate(join(site.weightsDirectory, file), 1_000_000);
  // Then the connection stalls longer than the test's timeout, so waiting for the rest would fail.
  site.faults.set(`/weights/${file}`, { kind: 'truncate', bytes: 500_000, lingerMs: 600_000 });
  await reload(page);
  expect(await updatedStatus(page, ({ release }) => release === second.releaseId)).toMatchObject({
    problemCode: 'delta-invalid',
  });
});

test('a rollout applies to buckets below its share', async () => {
  const { page, first } = await openOn({ seed: 1 });
  const second = await cdn.publish({ seed: 2 }, { share: 1e-9 });
  let seen = await reload(page);
  const { rolloutBucket } = await bucketInRollout(page, second.releaseId);
  expect(rolloutBucket!.value).toBeGreaterThan(1e-9);
  expect((await readyStatus(page)).release).toBe(first.releaseId);
  expect(cdn.requestsSince(seen)).toEqual(['stable.json']);

  // A share of exactly the bucket excludes the device; a slightly larger one includes it.
  const share = async (value: number) => promote(site.weightsDirectory, { ...cdn.signed, share: value });
  await share(rolloutBucket!.value);
  await reload(page);
  expect((await bucketInRollout(page, second.releaseId)).rolloutBucket).toEqual(rolloutBucket);
  expect((await readyStatus(page)).release).toBe(first.releaseId);
  await share(Math.min(1 - 1e-9, rolloutBucket!.value + 1e-6));
  seen = await reload(page);
  await updatedStatus(page, ({ release }) => release === second.releaseId);
  // No request contains the bucket.
  for (const { url, headers, body } of site.server.requests.slice(seen)) {
    expect([url, JSON.stringify(headers), body.toString()].join()).not.toContain(
      String(rolloutBucket!.value).slice(2, 10),
    );
  }

  await share(1);
  const third = await cdn.publish({ seed: 3 }, { share: 1e-9 });
  await reload(page);
  expect((await bucketInRollout(page, third.releaseId)).rolloutBucket!.value).not.toBe(rolloutBucket!.value);
});

async function bucketInRollout(page: Page, rolloutId: string) {
  await expect.poll(async () => (await stateOf(page)).rolloutBucket?.rolloutId).toBe(rolloutId);
  // Wait until the engine has used the pointer.
  await page.evaluate(() => window.visitor.whenReady());
  return stateOf(page);
}

const WRONG_SCORE = (golden: readonly { history: any; top: any }[]) =>
  golden.map(({ history, top }) => ({
    history,
    top: top.map(({ row, score }: any, i: number) => ({ row, score: score + (i === 1 ? 0.01 : 0) })),
  }));
const WRONG_ITEM = (golden: readonly { history: any; top: any }[]) =>
  golden.map(({ history, top }) => ({ history, top: [{ ...top[0], row: (top[0].row % 60) + 1 }, ...top.slice(1)] }));

test.each([
  ['another score', WRONG_SCORE],
  ['another item', WRONG_ITEM],
])('a release with %s in its golden vectors is not fetched again', async (_, alterGolden) => {
  const { page, first, before } = await openOn({ seed: 1 });
  const bad = await cdn.publish({ seed: 2, alterGolden });
  await reload(page);
  const status = await updatedStatus(page, ({ problemCode }) => problemCode !== undefined);
  expect(status).toMatchObject({ release: first.releaseId, problemCode: 'release-failed-check' });
  expect(status.problemMessage).toContain(`Release ${bad.releaseId} is not used: golden vector: expected`);
  expect(await ranking(page)).toEqual(before);
  const seen = await reload(page);
  const again = await updatedStatus(page, ({ problemCode }) => problemCode !== undefined);
  expect(again.release).toBe(first.releaseId);
  expect(again.problemMessage).toContain('failed its check on this device earlier and is not fetched again');
  expect(cdn.requestsSince(seen)).toEqual(['stable.json']);
  // A valid release is used.
  const good = await cdn.publish({ seed: 3 });
  await reload(page);
  await updatedStatus(page, ({ release }) => release === good.releaseId);
});

test('a release that failed under another SDK version is tried again', async () => {
  const { page } = await openOn({ seed: 1 });
  await cdn.publish({ seed: 2, alterGolden: WRONG_SCORE });
  await reload(page);
  await updatedStatus(page, ({ problemCode }) => problemCode === 'release-failed-check');
  const { failed } = await stateOf(page);
  await stateOf(page, { failed: failed!.map((key) => key.replace(/ \S+/, ' 0.0.1')) });
  await reload(page);
  expect((await updatedStatus(page, ({ problemCode }) => problemCode !== undefined)).problemMessage).toContain(
    'is not used: golden vector',
  );
});

test('a device uses the other release if that of the rollout fails', async () => {
  const { page, first } = await openOn({ seed: 1 });
  await cdn.publish({ seed: 2, alterGolden: WRONG_SCORE }, { share: 1 - 1e-9 });
  await reload(page);
  await updatedStatus(page, ({ problemCode }) => problemCode === 'release-failed-check');
  await reload(page);
  await expect.poll(async () => (await readyStatus(page)).problemCode).toBeUndefined();
  expect((await readyStatus(page)).release).toBe(first.releaseId);
  expect((await stateOf(page)).failed).toHaveLength(1);
});

test('a first visit ranks nothing if the release fails its check', async () => {
  await cdn.publish({ seed: 2, alterGolden: WRONG_SCORE });
  const page = await site.openPage();
  expect(await cdn.start(page)).toMatchObject({ release: undefined, problemCode: 'release-failed-check' });
});

test('within the interval, tabs use the release that one tab fetched', async () => {
  const first = await cdn.publish({ seed: 1 });
  const context = await site.newContext();
  const page = await site.openPage(context);
  const hourly = { updateIntervalMs: 3_600_000 };
  expect((await cdn.start(page, hourly)).release).toBe(first.releaseId);
  const second = await cdn.publish({ seed: 2 });
  let seen = await reload(page, hourly);
  const other = await site.openPage(context);
  expect((await cdn.start(other, hourly)).release).toBe(first.releaseId);
  await page.waitForTimeout(600);
  expect(cdn.requestsSince(seen)).toEqual([]);

  seen = await reload(other);
  await updatedStatus(other, ({ release }) => release === second.releaseId);
  expect(cdn.requestsSince(seen)).toContain('stable.json');
  seen = await reload(page, hourly);
  expect((await readyStatus(page)).release).toBe(second.releaseId);
  expect(cdn.requestsSince(seen)).toEqual([]);
});

test('a device whose clock was set back checks for updates', async () => {
  const { page } = await openOn({ seed: 1 });
  const second = await cdn.publish({ seed: 2 });
  await stateOf(page, { checkedMs: Date.now() + 86_400_000 });
  await reload(page, { updateIntervalMs: 3_600_000 });
  expect(await updatedStatus(page, ({ release }) => release === second.releaseId)).toMatchObject({
    problemCode: undefined,
  });
});

test('the files of a channel unused for seven days are deleted', async () => {
  const { page } = await openOn({ seed: 1 });
  await cdn.publish({ seed: 2 }, { channel: 'canary' });
  await reload(page, { manifestUrl: '/weights/canary.json' });
  await stateOf(page, { checkedMs: Date.now() - 7.1 * 86_400_000 }, 'canary');
  const second = await cdn.publish({ seed: 3 });
  await reload(page);
  await updatedStatus(page, ({ release }) => release === second.releaseId);
  const cached = await page.evaluate(async () =>
    (await (await caches.open('aisle-default')).keys()).map(({ url }) => url),
  );
  expect(cached.filter((url) => url.endsWith('.aisle-state')).map((url) => new URL(url).pathname)).toEqual([
    '/weights/stable.json.aisle-state',
  ]);
});

test('two tabs opened at once fetch the release once', async () => {
  const { releaseId } = await cdn.publish({ seed: 1, ...LARGE });
  // Long enough for both tabs to start.
  site.faults.set('/weights/stable.json', { kind: 'delay', ms: 500 });
  const context = await site.newContext();
  const pages = await Promise.all([site.openPage(context), site.openPage(context)]);
  const seen = site.server.requests.length;
  const hourly = { updateIntervalMs: 3_600_000 };
  expect((await Promise.all(pages.map((page) => cdn.start(page, hourly)))).map(({ release }) => release)).toEqual([
    releaseId,
    releaseId,
  ]);
  expect(cdn.requestsSince(seen).sort()).toEqual([
    'files/encoder.bin',
    'files/item-ids.json',
    'files/items.bin',
    'files/manifest.json',
    'stable.json',
  ]);
});

test.each([
  ['asks to save data', { saveData: true }, /the shopper asked the browser to save data/, []],
  [
    'is on a mobile network',
    { type: 'cellular' },
    /the connection is metered and no delta is available/,
    ['stable.json', 'files/manifest.json'],
  ],
] as const)(
  'a shopper who %s keeps the current release instead of whole files',
  async (_, connection, message, asked) => {
    const { page, first } = await openOn({ seed: 1, ...LARGE });
    const second = await cdn.publish({ seed: 2, ...LARGE });
    await page.addInitScript(
      (connection) => Object.defineProperty(navigator, 'connection', { value: connection }),
      connection,
    );
    let seen = await reload(page);
    const status = await updatedStatus(page, ({ problemCode }) => problemCode !== undefined);
    expect(status).toMatchObject({ release: first.releaseId, problemCode: 'update-deferred' });
    expect(status.problemMessage).toMatch(message);
    expect(cdn.requestsSince(seen)).toEqual(asked);
    if (!('type' in connection)) return;
    // A delta is used.
    const third = await cdn.publish({ seed: 1, ...LARGE, retrained: { ...RETRAINED, parent: first.releaseId } });
    seen = await reload(page);
    await updatedStatus(page, ({ release }) => release === third.releaseId);
    expect(cdn.requestsSince(seen)).toContain('files/delta');
    expect(second.issued.pointer.release.deltasFrom).toEqual([]);
  },
);

test('pointers and files are requested without validators', async () => {
  await cdn.publish({ seed: 1 });
  const page = await site.openPage();
  await cdn.start(page);
  await reload(page);
  const asked = site.server.requests.filter(({ url }) => url.includes('/weights/'));
  expect(asked.filter(({ url }) => url.endsWith('/stable.json')).length).toBeGreaterThanOrEqual(2);
  for (const { method, url, headers } of asked) {
    expect([method, new URL(url).search]).toEqual(['GET', '']);
    const names = headers.map(([name]) => name.toLowerCase());
    for (const name of ['if-none-match', 'if-modified-since', 'cookie', 'referer']) expect(names).not.toContain(name);
  }
});

test('every answer during an update is from exactly one release', async () => {
  const { page, first, before } = await openOn({ seed: 1, ...LARGE });
  const second = await cdn.publish({ seed: 2, ...LARGE });
  await reload(page);
  const answers = await page.evaluate(async (expected) => {
    const found: { release: string | undefined; items: string }[] = [];
    const { visitor } = window;
    for (const until = performance.now() + 20_000; performance.now() < until && found.at(-1)?.release !== expected; ) {
      const { release, items } = await visitor.predict({ k: 60, deadlineMs: 30_000 });
      found.push({ release, items: items.map(({ item_id, score }) => `${item_id} ${score}`).join() });
      // An update waits for a pause between requests.
      await new Promise((resolve) => setTimeout(resolve, 350));
    }
    return found;
  }, second.releaseId);
  const after = (await freshRanking(3, 4)).join();
  expect(answers.at(-1)!.release).toBe(second.releaseId);
  for (const { release, items } of answers) expect(items).toBe(release === first.releaseId ? before.join() : after);
});

test('an erase during an update leaves nothing in the cache', async () => {
  const { page } = await openOn({ seed: 1 });
  const second = await cdn.publish({ seed: 2 });
  site.faults.set('/weights/stable.json', { kind: 'delay', ms: 1500 });
  const seen = await reload(page);
  await expect.poll(() => cdn.requestsSince(seen)).toEqual(['stable.json']);
  expect((await page.evaluate(() => window.visitor.erase())).weightsCacheDeleted).toBe(true);
  await expect.poll(() => cdn.requestsSince(seen), { timeout: 20_000 }).toContain('files/items.bin');
  await expect.poll(async () => (await readyStatus(page)).release).toBe(second.releaseId);
  expect(await page.evaluate(() => caches.has('aisle-default'))).toBe(false);
});

test('a failed server is asked once an interval, with its reason reported', async () => {
  const { page, first } = await openOn({ seed: 1 });
  site.faults.set('/weights/stable.json', { kind: 'status', status: 500 });
  await reload(page);
  await updatedStatus(page, ({ problemCode }) => problemCode !== undefined);
  const seen = await reload(page, { updateIntervalMs: 3_600_000 });
  expect(await updatedStatus(page, ({ problemCode }) => problemCode !== undefined)).toMatchObject({
    release: first.releaseId,
    problemCode: 'manifest-unreachable',
  });
  expect(cdn.requestsSince(seen)).toEqual([]);
});

test('redirects are not followed', async () => {
  await cdn.publish({ seed: 1 });
  site.faults.set('/weights/stable.json', { kind: 'redirect', to: '/weights/other/stable.json' });
  const page = await site.openPage();
  const seen = site.server.requests.length;
  const status = await cdn.start(page);
  expect(status).toMatchObject({ release: undefined, problemCode: 'manifest-unreachable' });
  const { origin } = site.server;
  expect(status.problemMessage).toContain(
    `${origin}/weights/stable.json redirects to ${origin}/weights/other/stable.json, and Aisle follows no redirects.`,
  );
  // The second request only finds out where the redirect leads.
  expect(cdn.requestsSince(seen)).toEqual(['stable.json', 'stable.json', 'other/stable.json']);
});

test('a redirect to another origin sends no request there', async () => {
  await cdn.publish({ seed: 1 });
  const other = await startStaticServer({ roots: [{ urlPath: '/', directory: site.weightsDirectory }] });
  try {
    site.faults.set('/weights/stable.json', { kind: 'redirect', to: `${other.origin}/stable.json` });
    const status = await cdn.start(await site.openPage());
    expect(status).toMatchObject({ release: undefined, problemCode: 'manifest-unreachable' });
    expect(status.problemMessage).toContain(
      `redirects to an address that the browser hides (aisle inspect --at ${site.server.origin}/weights/stable.json shows it)`,
    );
    expect(other.requests).toEqual([]);
  } finally {
    await other.close();
  }
});
