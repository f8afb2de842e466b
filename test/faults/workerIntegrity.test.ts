import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Aisle } from '@aisle/sdk';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();
const WORKER = '/aisle/aisle-worker.js';
const tag = (attributes = '') =>
  documentOf(
    `<script src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-automation="record"${attributes}></script>`,
  );

const start = (page: Page) =>
  page.evaluate(async () => {
    const aisle = window.aisle as unknown as Aisle;
    await aisle.setConsent('granted');
    const { worker, release, lastProblem } = await aisle.whenReady();
    return { worker, release, code: lastProblem?.code, message: lastProblem?.message };
  });

const altered = async () =>
  `${await readFile(fileURLToPath(new URL('../../packages/sdk/dist/aisle-worker.js', import.meta.url)), 'utf8')}\n//`;

test('the tag starts the worker file that it was built with', async () => {
  expect(await start(await site.openPage(undefined, tag()))).toMatchObject({
    worker: 'ready',
    release: site.release.releaseId,
  });
});

test('the tag does not start an altered worker file', async () => {
  site.faults.set(WORKER, { kind: 'body', body: await altered(), contentType: 'text/javascript' });
  const page = await site.openPage(undefined, tag());
  const workers: string[] = [];
  page.on('worker', (worker) => workers.push(worker.url()));
  const found = await start(page);
  expect(found).toMatchObject({ worker: 'unavailable', release: undefined, code: 'worker-unavailable' });
  expect(found.message).toMatch(/aisle-worker\.js is missing, or its hash is not sha384-/);
  expect(workers).toEqual([]);
  expect(await page.evaluate(() => document.querySelectorAll('link[rel=modulepreload]').length)).toBe(0);
});

test('the tag verifies the worker file under a nonce policy', async () => {
  const html = tag(' nonce="abc"').replace(
    '<head>',
    `<head><meta http-equiv="Content-Security-Policy" content="script-src 'nonce-abc'; worker-src 'self'; connect-src 'none'">`,
  );
  expect(await start(await site.openPage(undefined, html))).toMatchObject({
    worker: 'ready',
    release: site.release.releaseId,
  });
});

test('a browser without module preload starts the worker file unverified', async () => {
  site.faults.set(WORKER, { kind: 'body', body: await altered(), contentType: 'text/javascript' });
  const context = await site.newContext();
  await context.addInitScript(() => (DOMTokenList.prototype.supports = () => false));
  expect(await start(await site.openPage(context, tag()))).toMatchObject({
    worker: 'ready',
    release: site.release.releaseId,
  });
});
