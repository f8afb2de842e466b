import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesToFetch, parseManifest } from '@aisle/weights';
import { expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';
import { DIST } from '../kit/serveAisle.js';
import { tryTag, useCdn } from './cdn.js';

const site = useAisleSite();
const cdn = useCdn(site);
const WORKER = '/aisle/aisle-worker.js';

const builtWorker = await readFile(join(DIST, 'aisle-worker.js'), 'utf8');
const integrity = `sha384-${createHash('sha384')
  .update(await readFile(join(DIST, 'aisle.js')))
  .digest('base64')}`;
const tag = (more = '', files = cdn.origin) =>
  documentOf(
    `<script src="${files}/aisle/aisle.js" crossorigin integrity="${integrity}" data-manifest="${files}/model/manifest.json" data-automation="record"${more}></script>`,
  );

/** Works as the built one does, and tells that it ran. */
const forged = () =>
  ({ kind: 'body', body: `${builtWorker}\nfetch('/forged');`, contentType: 'text/javascript' }) as const;
const forgedRan = () => [...cdn.server.requests, ...site.server.requests].some(({ url }) => url.endsWith('/forged'));
const requestsFor = (path: string) => cdn.server.requests.filter(({ url }) => new URL(url).pathname === path);

test("the tag on another origin ranks, and asks its server for files alone, without the shopper's cookies", async () => {
  const context = await site.newContext();
  // Of the same site, whose cookies go along with every request that carries credentials.
  await context.addCookies([{ name: 'id', value: '1', url: cdn.server.origin }]);
  const [seenThere, seenHere] = [cdn.server.requests.length, site.server.requests.length];
  const page = await site.openPage(context, tag('', cdn.server.origin));
  expect(await tryTag(page)).toMatchObject({
    stored: true,
    ranked: true,
    worker: 'ready',
    release: site.release.releaseId,
    code: undefined,
  });
  const there = cdn.server.requests.slice(seenThere);
  const manifest = parseManifest(JSON.parse(await readFile(join(site.modelDirectory, 'manifest.json'), 'utf8')));
  const release = filesToFetch(manifest).map(({ file }) => `/model/${file}`);
  expect([...new Set(there.map(({ url }) => new URL(url).pathname))].sort()).toEqual(
    ['/aisle/aisle-worker.js', '/aisle/aisle.js', '/model/manifest.json', ...release].sort(),
  );
  for (const { method, url, body, headers } of there) {
    expect([method, new URL(url).search, body.length]).toEqual(['GET', '', 0]);
    expect(headers.map(([name]) => name.toLowerCase())).not.toContain('cookie');
  }
  // The history is the shop's own, and its server is asked for the page alone.
  expect(site.server.requests.slice(seenHere).map(({ url }) => url)).toEqual([page.url()]);
  expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual([
    'aisle-default',
  ]);
});

test.each(['through a blob', 'through a line of the shop'])(
  'a worker file that was forged on the CDN does not run, started %s',
  async (way) => {
    cdn.faults.set(WORKER, forged());
    const line = way === 'through a blob' ? '' : ` data-worker="${site.addScript(`import '${cdn.origin}${WORKER}';`)}"`;
    const found = await tryTag(await site.openPage(undefined, tag(line)));
    expect(found).toMatchObject({
      stored: true,
      asGiven: true,
      ranked: false,
      reason: 'worker-unavailable',
      worker: 'unavailable',
      code: 'worker-unavailable',
    });
    expect(found.message).toContain(
      `${cdn.origin}${WORKER} is missing, or not the one that was built with aisle.js (hash sha384-`,
    );
    expect(forgedRan()).toBe(false);
  },
);

test('where the file may be cached, the copy that was verified is the one that runs, whatever the CDN would answer next', async () => {
  const seen = requestsFor(WORKER).length;
  const page = await site.openPage(undefined, tag());
  // The next answer is another one as soon as the right one is under way.
  page.on('response', (response) => response.url().endsWith(WORKER) && cdn.faults.set(WORKER, forged()));
  expect(await tryTag(page)).toMatchObject({ ranked: true, worker: 'ready' });
  expect(requestsFor(WORKER)).toHaveLength(seen + 1);
  expect(forgedRan()).toBe(false);
});

test('a CDN that does not open its files to other origins starts no worker, and says so', async () => {
  cdn.headers.set(WORKER, { 'Access-Control-Allow-Origin': '' });
  const found = await tryTag(await site.openPage(undefined, tag()));
  expect(found).toMatchObject({ stored: true, asGiven: true, reason: 'worker-unavailable', worker: 'unavailable' });
  expect(found.message).toContain('is missing, or not the one that was built with aisle.js');
});
