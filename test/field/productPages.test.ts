import type { PageTracker } from '@aisle/sdk/tracker';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { documentOf, useAisleSite } from '../kit/aislePage.js';
import { PRODUCT_PAGES } from './fixtures/productPages.js';

/** What the page recorded of its markup, and its notes. */
interface Read {
  readonly events: readonly { readonly type: string; readonly items: readonly unknown[]; readonly currency?: string }[];
  readonly notes: readonly string[];
  readonly problem: string | undefined;
}
type Global = Window & { read: Promise<Read>; tracker: PageTracker };

const site = useAisleSite({}, { concurrent: true });
let shared: Page | undefined;

/** Reads the markup at once. An event of the page follows what the markup reported. */
const READER = `<script type="module">
  import { createTracker } from '/aisle/plugins/tracker.js';
  import { structuredData } from '/aisle/plugins/structured-data.js';
  const tracker = createTracker({ automation: 'record' });
  window.tracker = tracker;
  window.read = (async () => {
    await tracker.setConsent('granted');
    await tracker.erase();
    tracker.use(structuredData());
    await tracker.track({ type: 'search', search_term: 'end' });
    const { events } = await tracker.export();
    const { notes, lastProblem } = tracker.status();
    return { events: events.filter(({ type }) => type !== 'search'), notes, problem: lastProblem?.code };
  })();
</script>`;

async function read(body: string): Promise<Read> {
  shared ??= await site.openPage();
  await shared.goto(site.addPage(documentOf(READER, body)));
  await shared.waitForFunction(() => 'read' in window);
  return shared.evaluate(() => (window as unknown as Global).read);
}

test.each(PRODUCT_PAGES)('product page: $name', async ({ body, view, note }) => {
  const { events, notes } = await read(body);
  expect(events.map(({ type, items, currency }) => ({ type, items, currency }))).toEqual(
    view ? [{ type: 'view_item', items: [view.item], currency: view.currency }] : [],
  );
  expect(notes).toEqual(note ? [expect.stringContaining(note)] : []);
});

test('there are 40 product pages', () => {
  expect(PRODUCT_PAGES.length).toBeGreaterThanOrEqual(40);
});

test('markup without a usable product is a problem, a list is not', async () => {
  expect(await read('<script type="application/ld+json">{ "@type": "Product", </script>')).toMatchObject({
    problem: 'markup-unusable',
  });
  expect(await read('<div itemscope itemtype="https://schema.org/Product">Tent</div>')).toMatchObject({
    problem: 'markup-unusable',
  });
  const list = ['a', 'b'].map((sku) => ({ '@type': 'Product', sku }));
  expect(await read(`<script type="application/ld+json">${JSON.stringify(list)}</script>`)).toMatchObject({
    problem: undefined,
  });
});

test('deep and wide markup is read within bounds', async () => {
  const scope = '<div itemscope itemtype="https://schema.org/Product" itemprop="offers name">';
  const nested = `${scope}<b itemprop="sku">x</b>`.repeat(400) + '</div>'.repeat(400);
  const deep = `${'['.repeat(5_000)}{"@type":"Product","sku":"y"}${']'.repeat(5_000)}`;
  const many = JSON.stringify(
    Array.from({ length: 5_000 }, (_, i) => ({ '@type': 'Product', sku: `s${i}`, name: 'n' })),
  );
  for (const block of [deep, many, `{"@type":"Product"${'/*'.repeat(100_000)}`, '"'.repeat(100_001)])
    expect((await read(`<script type="application/ld+json">${block}</script>`)).events).toEqual([]);
  const { events } = await read(nested);
  expect(events).toMatchObject([{ items: [{ item_id: 'x' }] }]);
});

test('markup that is written or replaced after loading is read', async () => {
  await read('<p id="place"></p>');
  const ids = () =>
    shared!.evaluate(async () =>
      (await (window as unknown as Global).tracker.export()).events.flatMap((event) =>
        'items' in event ? [event.items[0]!.item_id] : [],
      ),
    );
  const write = (sku: string, address?: string) =>
    shared!.evaluate(
      ([sku, address]) => {
        if (address) history.pushState({}, '', address);
        const script = document.querySelector('script[data-product]') ?? document.createElement('script');
        script.setAttribute('type', 'application/ld+json');
        script.setAttribute('data-product', '');
        script.textContent = JSON.stringify({ '@type': 'Product', sku });
        document.head.append(script);
      },
      [sku, address] as const,
    );
  await write('first');
  await expect.poll(ids).toEqual(['first']);
  // The same product with another color in the address is one view.
  await write('first', '?color=blue');
  await write('second', '?p=2');
  await expect.poll(ids).toEqual(['first', 'second']);
  // A page without markup lies between two views of one product.
  await shared!.evaluate(() => {
    history.pushState({}, '', '?list');
    document.querySelector('script[data-product]')!.remove();
    document.querySelector('#place')!.innerHTML = '<b>List</b>';
  });
  await expect
    .poll(() => shared!.evaluate(() => (window as unknown as Global).tracker.status().plugins.length))
    .toBe(1);
  await shared!.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)));
  await write('second', '?p=2');
  await expect.poll(ids).toEqual(['first', 'second', 'second']);
  // Microdata of a page that replaces its body.
  await shared!.evaluate(() => {
    document.querySelector('script[data-product]')!.remove();
    const body = document.createElement('body');
    body.innerHTML = '<div itemscope itemtype="https://schema.org/Product"><meta itemprop="sku" content="third"></div>';
    document.documentElement.replaceChild(body, document.body);
  });
  await expect.poll(ids).toEqual(['first', 'second', 'second', 'third']);
});
