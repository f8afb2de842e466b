import type { Aisle } from '@aisle/sdk';
import type { Decisions } from '@aisle/sdk/decide';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';
import { useDecisionFiles } from '../kit/decisionFiles.js';
import { useWeightsCdn } from '../kit/weightsCdn.js';

const site = useAisleSite();
const cdn = useWeightsCdn(site);

useDecisionFiles(cdn, { perSession: 5, perWeek: 5 }, [
  {
    id: 'welcome',
    kind: 'discount',
    placements: ['cart'],
    openToAllUrl: '/welcome',
    disclosure: { en: 'Shown because you are new here.', de: 'Sie sind neu hier.' },
    creative: {
      en: { title: '<b>10 % off</b>', action: 'Use it', url: '/#welcome', close: 'No, thank you' },
      de: { title: '10 % Rabatt', action: 'Einlösen', url: '/#welcome', close: 'Nein, danke' },
    },
  },
]);

const FIELDS = `<strong data-aisle-field="title"></strong> <small data-aisle-field="disclosure"></small>
  <a data-aisle-field="action"></a> <img src="/offer.png" width="10" height="10" alt=""> <button data-aisle-close></button>`;
const shopOf = ({ style = 'height: 120px', fields = FIELDS, language = 'en' } = {}) =>
  documentOf(
    `<script src="/aisle/aisle.js" data-manifest="/weights/stable.json" data-public-key="${cdn.key.publicKey}" data-automation="record" data-tier="light"></script>
    <script src="/aisle/aisle-decide.js"></script><script src="/aisle/aisle-offer.js"></script>`,
    `<main lang="${language}"><aisle-offer placement="cart" style="display: block; ${style}"><template>${fields}</template></aisle-offer><p id="after">after</p></main>`,
  );

/** Grants consent and puts an item into the cart. */
const fillCart = (page: Page) =>
  page.evaluate(async () => {
    const aisle = window.aisle as Aisle;
    await aisle.setConsent('granted');
    await aisle.track({ type: 'add_to_cart', items: [{ item_id: 'item-1', price: 5, quantity: 1 }], currency: 'EUR' });
  });
const offerOn = (page: Page) => page.locator('aisle-offer');
const storedOn = (page: Page) =>
  page.evaluate(() => (window.aisle as Aisle).changeDecisions((rows) => ({ result: rows })));
const topOf = (page: Page) => page.locator('#after').evaluate((element) => element.getBoundingClientRect().top);

test('an offer fills the place that was kept, as text, and says why it is shown', async () => {
  const page = await site.openPage(undefined, shopOf());
  const before = await topOf(page);
  await fillCart(page);
  const region = page.getByRole('region', { name: '<b>10 % off</b>' });
  await region.waitFor();
  expect(await region.innerText()).toContain('Shown because you are new here.');
  expect(await page.getByRole('link', { name: 'Use it' }).getAttribute('href')).toMatch(
    /^http:\/\/localhost:\d+\/#welcome$/,
  );
  expect(await topOf(page)).toBe(before);
});

test('the texts are in the language of the page', async () => {
  const page = await site.openPage(undefined, shopOf({ language: 'de-AT' }));
  await fillCart(page);
  await page.getByRole('region', { name: '10 % Rabatt' }).waitFor();
  expect(await page.getByRole('button').innerText()).toBe('Nein, danke');
});

test('without aisle-decide.js an offer stays empty, with one error', async () => {
  const scripts = shopOf().replace('<script src="/aisle/aisle-decide.js"></script>', '');
  const page = await site.openPage(undefined, scripts);
  const errors: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
  await page.reload();
  // Each event asks again.
  await fillCart(page);
  await fillCart(page);
  await expect.poll(() => errors.join(), { timeout: 10_000 }).toContain('needs aisle-decide.js');
  // The browser reports the template's pictures, which this server does not have.
  expect(errors.filter((text) => text.startsWith('[aisle]'))).toHaveLength(1);
  expect(await offerOn(page).innerText()).toBe('');
});

test('an exposure counts after half of the offer was visible for a second', async () => {
  const page = await site.openPage(undefined, shopOf());
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('main')!.style.paddingTop = '3000px';
  });
  await fillCart(page);
  await page.getByRole('region').waitFor({ state: 'attached' });
  await page.waitForTimeout(1_500);
  expect((await storedOn(page))?.[0]).not.toHaveProperty('shownMs');
  await offerOn(page).scrollIntoViewIfNeeded();
  await expect.poll(() => storedOn(page), { timeout: 10_000 }).toMatchObject([{ shownMs: expect.any(Number) }]);
});

test('an event while an offer is decided does not ask again', async () => {
  const script = `<script type="module">
    import { defineOffer } from '/aisle/plugins/offer.js';
    window.asked = 0;
    let onEvent;
    const intervention = { id: 'hint', creative: { en: { title: 'A hint' } } };
    const decision = { act: true, intervention, shown: async () => true };
    defineOffer({
      subscribe: (listener) => (onEvent = listener),
      decide: async () => {
        window.asked++;
        onEvent();
        return decision;
      },
    });
  </script>`;
  const place = `<aisle-offer placement="cart" style="display: block; height: 120px"><template>${FIELDS}</template></aisle-offer>`;
  const page = await site.openPage(undefined, documentOf(script, place));
  await page.getByRole('region', { name: 'A hint' }).waitFor();
  // The event asks in a task that was queued before this one.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
  expect(await page.evaluate('window.asked')).toBe(1);
});

test('the close works by keyboard, keeps the focus in place, and the offer stays away', async () => {
  const page = await site.openPage(undefined, shopOf());
  await fillCart(page);
  await page.getByRole('region').waitFor();
  await expect.poll(() => storedOn(page), { timeout: 10_000 }).toMatchObject([{ shownMs: expect.any(Number) }]);
  await page.getByRole('button', { name: 'No, thank you' }).focus();
  await page.keyboard.press('Enter');
  expect(await page.getByRole('region').count()).toBe(0);
  expect(await page.evaluate(() => document.activeElement?.localName)).toBe('aisle-offer');
  await expect.poll(() => storedOn(page)).toMatchObject([{ dismissedMs: expect.any(Number) }]);
});

test.each([
  ['a place without a height', { style: '' }],
  ['a template without a disclosure', { fields: '<strong data-aisle-field="title"></strong>' }],
])('%s stays empty, with an error for the developer', async (_, options) => {
  const page = await site.openPage(undefined, shopOf(options));
  const errors: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && errors.push(message.text())));
  await fillCart(page);
  await expect.poll(() => errors.join(), { timeout: 10_000 }).toContain('It stays empty.');
  expect(await offerOn(page).innerText()).toBe('');
});

/** Chromium does not defer pictures of 10 pixels or less: these are larger. */
const LAZY_FIELDS = `${FIELDS} <img src="/lazy-offer.png" loading="lazy" width="20" height="20" alt="">
  <picture><source srcset="/lazy-source.png"><img loading="lazy" width="20" height="20" alt=""></picture>`;

test('pages with and without an offer make the same requests', async () => {
  const requestsOf = async (cart: boolean) => {
    const page = await site.openPage(undefined, shopOf({ fields: LAZY_FIELDS }));
    const urls: string[] = [];
    page.on(
      'request',
      (request) => void (request.resourceType() !== 'document' && urls.push(new URL(request.url()).pathname)),
    );
    await page.reload();
    await page.evaluate(async (cart) => {
      const aisle = window.aisle as Aisle;
      await aisle.setConsent('granted');
      const type = cart ? 'add_to_cart' : 'view_item';
      await aisle.track({ type, items: [{ item_id: 'item-1' }] });
    }, cart);
    const act = await page.evaluate(
      async () => (await (window.aisle as Aisle & Decisions).decide({ placement: 'cart', deadlineMs: 30_000 })).act,
    );
    expect(act).toBe(cart);
    await page.waitForLoadState('networkidle');
    return urls.sort();
  };
  const withOffer = await requestsOf(true);
  const pictures = ['/lazy-offer.png', '/lazy-source.png', '/offer.png'];
  expect(withOffer.filter((path) => pictures.includes(path))).toEqual(pictures);
  expect(await requestsOf(false)).toEqual(withOffer);
});
