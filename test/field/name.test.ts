import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';

const site = useAisleSite();

const tag = (attributes = '') =>
  `<script defer src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-tier="light" data-automation="record" ${attributes}></script>`;
const stub = (attributes = '') => `<script src="/aisle/stub.js" ${attributes}></script>`;
/** A script of the shop that uses Aisle before the tag has loaded. */
const shop = (name = 'aisle') => `<script>
  window.reached = false;
  ${name}.setConsent('granted');
  window.viewed = ${name}.track({ type: 'view_item', items: [{ item_id: 'item-1' }] });
  window.reached = true;
</script>`;

async function open(body: string): Promise<{ page: Page; lines: string[] }> {
  const context = await site.newContext();
  const lines: string[] = [];
  context.on('console', (message) => message.text().startsWith('[aisle]') && lines.push(message.text()));
  const page = await site.openPage(context, documentOf('', body));
  return { page, lines };
}
const viewed = (page: Page) => page.evaluate<unknown>('window.viewed');
const STORED = { stored: true, seq: 1 };

test.each([
  ['an element with the id', '<section id="aisle">Aisle 4</section>'],
  ['two elements with the id', '<p id="aisle">4</p><p id="aisle">5</p>'],
  ['a form with the name', '<form name="aisle"></form>'],
  ['a frame with the name', '<iframe name="aisle" srcdoc="Aisle 4"></iframe>'],
])('stub and tag work below %s', async (_, markup) => {
  const { page, lines } = await open(markup + stub() + tag() + shop());
  expect(await viewed(page)).toEqual(STORED);
  expect(
    await page.evaluate('[reached, typeof aisle.status, document.querySelector("[id=aisle], [name=aisle]").queue]'),
  ).toEqual([true, 'function', undefined]);
  expect(lines).toEqual([]);
});

test('the tag without a stub works below such an element', async () => {
  const { page } = await open(`<section id="aisle">Aisle 4</section>${tag()}`);
  await page.waitForFunction('typeof window.aisle.whenReady === "function"');
  expect(await page.evaluate('document.querySelector("#aisle").queue')).toBe(undefined);
});

test('plugins work below such an element, before and after the tag', async () => {
  const plugin = '<script defer src="/aisle/aisle-ga4.js"></script>';
  const { page } = await open(
    `<section id="aisle">Aisle 4</section>${plugin}${tag()}<script defer src="/aisle/aisle-global-privacy-control.js"></script>`,
  );
  await expect
    .poll(() => page.evaluate('window.aisle.status?.().plugins'))
    .toEqual(expect.arrayContaining(['ga4', 'global-privacy-control']));
});

test.each([
  ['stub and tag', stub('data-global="northyard"') + tag('data-global="northyard"')],
  ['the stub', stub('data-global="northyard"') + tag()],
])('data-global on %s renames the global', async (_, scripts) => {
  const { page, lines } = await open(`<section id="aisle">Aisle 4</section>${scripts}${shop('northyard')}`);
  expect(await viewed(page)).toEqual(STORED);
  expect(await page.evaluate('[aisle.id, typeof northyard.status]')).toEqual(['aisle', 'function']);
  expect(lines).toEqual([]);
});

test('data-global on the tag alone renames the global', async () => {
  const plugin = '<script defer src="/aisle/aisle-ga4.js"></script>';
  const { page } = await open(plugin + tag('data-global="northyard"'));
  await page.waitForFunction('window.northyard?.status().plugins.includes("ga4")');
  expect(await page.evaluate('"aisle" in window')).toBe(false);
});

test('a plugin before the stub, and an object literal after a plugin, are kept', async () => {
  const plugin = '<script src="/aisle/aisle-ga4.js"></script>';
  for (const later of [stub(), '<script>window.aisle = { queue: [] }</script>']) {
    const { page } = await open(plugin + later + tag());
    await page.waitForFunction('window.aisle.status?.().plugins.includes("ga4")');
  }
});

test.each([
  ['a text', '"Aisle 4"'],
  ['a function', '() => 4'],
  ['an element', 'document.body'],
])('%s of the page stays and the console names data-global', async (_, value) => {
  const { page, lines } = await open(`<script>window.aisle = window.own = ${value}</script>${stub()}${tag()}`);
  await expect
    .poll(() => lines)
    .toEqual(["[aisle] window.aisle belongs to the page. Rename Aisle's: data-global on stub and tag."]);
  expect(await page.evaluate('window.aisle === window.own && window.own.queue === undefined')).toBe(true);
});

test.each(['{}', '{ queue: [] }'])('an object literal %s of the shop gets the methods', async (literal) => {
  const { page, lines } = await open(`<script>window.aisle = window.own = ${literal}</script>${tag()}`);
  await page.waitForFunction('typeof window.own.status === "function"');
  expect(await page.evaluate('window.aisle === window.own')).toBe(true);
  expect(lines).toEqual([]);
});

test('a second tag starts nothing, whatever its name', async () => {
  const { page, lines } = await open(stub() + tag() + tag('data-global="other"'));
  await expect
    .poll(() => lines)
    .toEqual(['[aisle] The script tag is on this page twice. The second one was not started.']);
  expect(await page.evaluate('typeof aisle.status')).toBe('function');
});
