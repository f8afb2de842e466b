import { expect, test } from 'vitest';
import { documentOf, exported, startAisle, track, useAisleSite, view, viewOf } from '../kit/aislePage.js';

const site = useAisleSite();

/** Code that evaluates a call in the page, where its getters, proxies and symbols are, and returns result or error. */
const resultOf = (call: string) =>
  `(async () => (${call}))().then((result) => result, (error) => ({ error: error?.name, code: error?.code, message: error?.message }))`;

test.each([
  ['undefined', 'the options must be an object'],
  ['{ get manifestUrl() { throw "a text" } }', 'the options could not be read: a text'],
  ['{ manifestUrl: "http://[", worker: "w" }', 'manifestUrl must be a URL'],
  ['{ manifestUrl: "m", worker: 1n }', 'worker must be'],
  ['{ manifestUrl: "m", worker: "w", plugins: 7 }', 'plugins must be a list, found 7.'],
  ['{ manifestUrl: "m", worker: "w", retention: null }', 'retention must be an object, found null.'],
  ['{ manifestUrl: "m", worker: "w", namespace: null }', 'namespace must be'],
])('createAisle(%s) throws invalid-argument', async (options, message) => {
  const page = await site.openPage();
  await page.waitForFunction('window.sdk');
  expect(await page.evaluate(resultOf(`sdk.createAisle(${options})`))).toEqual({
    error: 'AisleError',
    code: 'invalid-argument',
    message: expect.stringContaining(`createAisle: ${message}`),
  });
});

test('an invalid consent value counts as unset', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1);
  for (const [answer, found] of [
    ['"yes"', 'yes'],
    ['Symbol("no")', 'symbol'],
    ['true', 'boolean'],
  ]) {
    expect(await page.evaluate(resultOf(`visitor.setConsent(${answer})`))).toEqual({
      error: 'AisleError',
      code: 'invalid-argument',
      message: expect.stringContaining(`found ${found}.`),
    });
    expect(await track(page, viewOf(2))).toEqual({ stored: false, reason: 'no-consent' });
  }
  await page.evaluate(() => window.visitor.setConsent('granted'));
  await view(page, 3);
  expect(await exported(page)).toHaveLength(2);
});

test('an invalid plugin is skipped and reported in the status', async () => {
  const page = await site.openPage();
  await startAisle(page);
  for (const plugin of [
    'undefined',
    '7',
    '{ get name() { throw new Error("no name today") } }',
    '{ name: Symbol("plugin"), start: "now" }',
  ]) {
    expect(await page.evaluate(resultOf(`visitor.use(${plugin})()`)), plugin).toBe(undefined);
  }
  const { code, message } = (await page.evaluate(() => ({
    ...window.visitor.status().lastProblem,
    message: window.visitor.status().lastProblem?.message,
  })))!;
  expect([code, message]).toEqual(['internal', expect.stringContaining('start is not a function')]);
  await view(page, 1);
});

test('methods work if destructured or called on a proxy', async () => {
  const page = await site.openPage();
  await startAisle(page);
  const event = JSON.stringify(viewOf(1));
  expect(await page.evaluate(resultOf(`(({ track }) => track(${event}))(visitor)`))).toMatchObject({ stored: true });
  expect(await page.evaluate(resultOf(`new Proxy(visitor, {}).track(${event})`))).toMatchObject({ stored: true });
  expect(await page.evaluate(resultOf('new Proxy(visitor, {}).status().storedEvents'))).toBe(2);
});

test('rerank and predict settle if reading their arguments throws', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1);
  const throwing = '{ get deadlineMs() { throw new Error("no deadline today") } }';
  expect(await page.evaluate(resultOf(`visitor.rerank(["item-1"], ${throwing})`))).toMatchObject({
    items: ['item-1'],
    ranked: false,
    reason: 'engine-failed',
  });
  expect(await page.evaluate(resultOf('visitor.rerank({ [Symbol.iterator]() { throw 1 } })'))).toMatchObject({
    items: [],
    ranked: false,
    reason: 'invalid-items',
  });
  expect(await page.evaluate(resultOf(`visitor.predict(${throwing})`))).toMatchObject({
    items: [],
    reason: 'engine-failed',
  });
});

test('consent data that throws when read counts as unset', async () => {
  const html = documentOf(`<script type="module">
    import * as sdk from '/aisle/index.js';
    import { tcf } from '/aisle/plugins/tcf.js';
    window.__tcfapi = (command, version, callback) => { if (command === 'addEventListener') window.answer = callback; };
    window.tcf = tcf;
    window.sdk = sdk;
  </script>`);
  const page = await site.openPage(undefined, html);
  await startAisle(page);
  await page.evaluate('visitor.use(tcf()); answer({ get gdprApplies() { throw new Error("of the platform") } }, true)');
  expect(await page.evaluate(() => window.visitor.status().consentTrace.at(-1))).toEqual({
    input: 'tcf',
    signal: 'unset',
    detail: 'the answer of __tcfapi could not be read',
  });
});
