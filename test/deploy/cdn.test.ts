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
const tag = (extraAttributes = '', files = cdn.origin) =>
  documentOf(
    `<script src="${files}/aisle/aisle.js" crossorigin integrity="${integrity}" data-manifest="${files}/model/manifest.json" data-automation="record"${extraAttributes}></script>`,
  );

/** Works like the built worker, and sends a request when it runs. */
const forged = () =>
  ({ kind: 'body', body: `${builtWorker}\nfetch('/forged');`, contentType: 'text/javascript' }) as const;
const forgedRan = () => [...cdn.server.requests, ...site.server.requests].some(({ url }) => url.endsWith('/forged'));
const requestsFor = (path: string) => cdn.server.requests.filter(({ url }) => new URL(url).pathname === path);

test('a tag on another origin ranks and requests files without cookies', async () => {
  const context = await site.newContext();
  // Same site, so cookies would be sent with every request that has credentials.
  await context.addCookies([{ name: 'id', value: '1', url: cdn.server.origin }]);
  const [cdnRequestsBefore, shopRequestsBefore] = [cdn.server.requests.length, site.server.requests.length];
  const page = await site.openPage(context, tag('', cdn.server.origin));
  expect(await tryTag(page)).toMatchObject({
    stored: true,
    ranked: true,
    worker: 'ready',
    release: site.release.releaseId,
    code: undefined,
  });
  const cdnRequests = cdn.server.requests.slice(cdnRequestsBefore);
  const manifest = parseManifest(JSON.parse(await readFile(join(site.modelDirectory, 'manifest.json'), 'utf8')));
  const release = filesToFetch(manifest).map(({ file }) => `/model/${file}`);
  expect([...new Set(cdnRequests.map(({ url }) => new URL(url).pathname))].sort()).toEqual(
    ['/aisle/aisle-worker.js', '/aisle/aisle.js', '/model/manifest.json', ...release].sort(),
  );
  for (const { method, url, body, headers } of cdnRequests) {
    expect([method, new URL(url).search, body.length]).toEqual(['GET', '', 0]);
    expect(headers.map(([name]) => name.toLowerCase())).not.toContain('cookie');
  }
  // The history belongs to the shop's origin. The shop's server gets only the request for the page.
  expect(site.server.requests.slice(shopRequestsBefore).map(({ url }) => url)).toEqual([page.url()]);
  expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual([
    'aisle-default',
  ]);
});

test.each(['through a blob', 'through a line of the shop'])('a forged worker file does not run (%s)', async (start) => {
  cdn.faults.set(WORKER, forged());
  const line = start === 'through a blob' ? '' : ` data-worker="${site.addScript(`import '${cdn.origin}${WORKER}';`)}"`;
  const found = await tryTag(await site.openPage(undefined, tag(line)));
  expect(found).toMatchObject({
    stored: true,
    unchanged: true,
    ranked: false,
    reason: 'worker-unavailable',
    worker: 'unavailable',
    code: 'worker-unavailable',
  });
  expect(found.message).toContain(`${cdn.origin}${WORKER} is missing, or its hash is not sha384-`);
  expect(forgedRan()).toBe(false);
});

test('a cacheable worker file runs from the verified copy', async () => {
  const requestsBefore = requestsFor(WORKER).length;
  const page = await site.openPage(undefined, tag());
  // Later requests get a forged file.
  page.on('response', (response) => response.url().endsWith(WORKER) && cdn.faults.set(WORKER, forged()));
  expect(await tryTag(page)).toMatchObject({ ranked: true, worker: 'ready' });
  expect(requestsFor(WORKER)).toHaveLength(requestsBefore + 1);
  expect(forgedRan()).toBe(false);
});

test('a CDN without CORS starts no worker and gives the reason', async () => {
  cdn.headers.set(WORKER, { 'Access-Control-Allow-Origin': '' });
  const found = await tryTag(await site.openPage(undefined, tag()));
  expect(found).toMatchObject({ stored: true, unchanged: true, reason: 'worker-unavailable', worker: 'unavailable' });
  expect(found.message).toContain('is missing, or its hash is not');
});
