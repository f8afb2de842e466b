import { expect, test } from 'vitest';
import { createAisle, documentOf, startAisle, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite();

const tag = (attributes: string) =>
  documentOf(
    `<script src="/aisle/aisle.js" data-manifest="/model/manifest.json" data-automation="record" data-tier="light" ${attributes}></script>`,
  );

async function linesOf(attributes: string): Promise<string[]> {
  const context = await site.newContext();
  const lines: string[] = [];
  context.on('console', (message) => message.text().startsWith('[aisle]') && lines.push(message.text()));
  await site.openPage(context, tag(attributes));
  return lines;
}

test.each([
  ['data-holdout="10%"', /^createAisle: holdoutShare must be a number of 0 to 1, found NaN\./],
  ['data-update-minutes="ten"', /^createAisle: updateIntervalMs must be a number of at least 0, found NaN\./],
  ['data-key="short"', /^createAisle: publicKeys must be keys of 43 characters from aisle keygen, found "short"\./],
  ['data-event-types="view"', /^createAisle: eventTypes must be one of .*, found "view"\./],
])('an error of %s contains the tag as written', async (attribute, message) => {
  const lines = await linesOf(attribute);
  await expect.poll(() => lines.length).toBe(1);
  expect(lines[0]!.slice('[aisle] '.length)).toMatch(message);
  expect(lines[0]).toMatch(/ Nothing was started by <script .*<\/script>$/);
  expect(lines[0]).toContain(attribute);
});

test('a wrong name in data-expose is on the console', async () => {
  const lines = await linesOf('data-expose="exports, profile"');
  await expect.poll(() => lines).toEqual(['[aisle] data-expose must name export, profile or explain, found exports.']);
});

test('commas separate consent inputs and event types', async () => {
  const page = await site.openPage(
    undefined,
    tag('data-consent-inputs="shop, banner" data-event-types="view_item,purchase"'),
  );
  const found = await page.evaluate(async () => {
    const { aisle } = window as unknown as { aisle: Window['visitor'] };
    aisle.use({ name: 'banner', start: ({ setConsent }) => (setConsent('granted', 'the banner'), () => {}) });
    await aisle.setConsent('granted');
    const { consent, consentTrace } = aisle.status();
    const stored = await aisle.track({ type: 'view_item', items: [{ item_id: 'item-1' }] });
    const excluded = await aisle.track({ type: 'search', search_term: 'tent' });
    return { consent, inputs: consentTrace.map(({ input }) => input).sort(), stored, excluded };
  });
  expect(found).toEqual({
    consent: 'granted',
    inputs: ['banner', 'shop'],
    stored: { stored: true, seq: 1 },
    excluded: { stored: false, reason: 'type-excluded' },
  });
});

test('the error of a redirected manifest names its target', async () => {
  site.faults.set('/model/manifest.json', { kind: 'redirect', to: '/model/other.json' });
  const page = await site.openPage();
  await startAisle(page);
  expect(await page.evaluate(async () => (await window.visitor.whenReady()).lastProblem?.message)).toMatch(
    /\/model\/manifest\.json redirects to .*\/model\/other\.json, and Aisle follows no redirects/,
  );
});

test('a missing worker file is named with its URL', async () => {
  const page = await site.openPage();
  await createAisle(page, { worker: '/aisle/missing-worker.js' });
  expect(await page.evaluate(async () => (await window.visitor.whenReady()).lastProblem?.message)).toMatch(
    /^The worker \/aisle\/missing-worker\.js failed: its script could not be loaded/,
  );
});

test('an id alone is excluded from predictions', async () => {
  const page = await site.openPage();
  await startAisle(page);
  await view(page, 1);
  const [first, others] = await page.evaluate(async () => {
    const options = { k: 5, deadlineMs: 30_000 };
    const { items } = await window.visitor.predict(options);
    const first = items[0]!.item_id;
    const without = await window.visitor.predict({ ...options, exclude: first });
    return [first, without.items.map(({ item_id }) => item_id)] as const;
  });
  expect(others).toHaveLength(5);
  expect(others).not.toContain(first);
});

test.each([
  ['does not answer', false, 'the browser did not answer.'],
  ['is blocked by a script of the page', true, 'another tab or script has an older version open.'],
])('an IndexedDB that %s is named as the cause', async (_, blocked, cause) => {
  const context = await site.newContext();
  await context.addInitScript((blocked) => {
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function () {
      // This connection never closes, so a request for another version is blocked, and an open behind it waits.
      open.call(this, 'held', 1);
      if (blocked) return open.call(this, 'held', 2);
      this.deleteDatabase('held');
      return open.call(this, 'held');
    };
  }, blocked);
  const page = await site.openPage(context);
  await createAisle(page, { consent: 'unset' });
  await page.evaluate(() => void window.visitor.setConsent('granted'));
  await page.waitForFunction(() => window.visitor.status().storage === 'memory');
  expect(await page.evaluate(() => window.visitor.status().lastProblem?.message)).toBe(
    `IndexedDB did not open aisle-default within 5000 ms: ${cause}`,
  );
});
