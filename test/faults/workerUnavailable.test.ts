import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  documentOf,
  exported,
  itemId,
  predict,
  readyStatus,
  rerank,
  startAisle,
  useAisleSite,
  view,
} from '../kit/aislePage.js';

const site = useAisleSite();
const ITEMS = [2, 1, 3].map(itemId);
const SDK_SCRIPT = '<script type="module" src="/load.js"></script>';

/** Expects that tracking works and that ranking reports its reason. */
async function expectTrackingOnly(page: Awaited<ReturnType<typeof site.openPage>>, message: string | RegExp) {
  const status = await readyStatus(page);
  expect(status).toMatchObject({ worker: 'unavailable', tier: undefined, release: undefined });
  expect(status.problemMessage).toMatch(message);
  await view(page, 1, 2);
  expect(await exported(page)).toHaveLength(2);
  expect(await rerank(page, ITEMS)).toMatchObject({ items: ITEMS, ranked: false, reason: 'worker-unavailable' });
  expect(await predict(page)).toMatchObject({ items: [], reason: 'worker-unavailable' });
  return status;
}

test('tracking works if the worker script is missing', async () => {
  site.faults.set('/aisle/aisle-worker.js', { kind: 'status', status: 404 });
  const page = await site.openPage();
  await startAisle(page);
  await expectTrackingOnly(page, 'its script could not be loaded');
});

test('tracking works if the page forbids workers', async () => {
  site.faults.set('/load.js', {
    kind: 'body',
    body: 'import * as sdk from "/aisle/index.js"; window.sdk = sdk;',
    contentType: 'text/javascript',
  });
  const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'self'; worker-src 'none'; img-src data:">`;
  const page = await site.openPage(undefined, documentOf(policy + SDK_SCRIPT));
  await startAisle(page);
  const { problemCode } = await expectTrackingOnly(page, /could not be loaded|worker-src|Content Security Policy/);
  expect(problemCode).toBe('worker-died');
});

test('a worker file of another protocol version is refused without a retry', async () => {
  const built = await readFile(new URL('../../packages/sdk/dist/aisle-worker.js', import.meta.url), 'utf8');
  // The minified worker compares versions only here: start(version, options, notices).
  const newer = built.replace(/(async start\((\w+),\w+,\w+\)\{if\()(?:\2!==\w+|\w+!==\2)\)/, '$1$2!==99)');
  expect(newer).not.toBe(built);
  site.faults.set('/aisle/aisle-worker.js', { kind: 'body', body: newer, contentType: 'text/javascript' });
  const page = await site.openPage();
  const seen = site.server.requests.length;
  await startAisle(page);
  const status = await expectTrackingOnly(page, 'Deploy aisle.js and the worker file together');
  expect(status.problemCode).toBe('protocol-mismatch');
  const scripts = site.server.requests.slice(seen).filter(({ url }) => url.endsWith('/aisle-worker.js'));
  expect(scripts).toHaveLength(1);
});
