import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { launchBrowser, startStaticServer } from '@aisle/harness';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { ROOT } from '../pages.js';
import { PRODUCTS, startFiles } from './startFiles.js';

/** Below this package, so that the shop finds its packages. VitePress skips folders whose names begin with a dot. */
const SHOP = `${ROOT}site/.vitepress/cache/vue-start`;

test('docs/starts/vue.md does what it says', async () => {
  await rm(SHOP, { recursive: true, force: true });
  await mkdir(`${SHOP}/public/models`, { recursive: true });
  await cp(`${ROOT}models/shop`, `${SHOP}/public/models/shop`, { recursive: true });
  for (const [name, code] of startFiles('vue.md'))
    await writeFile(`${SHOP}/${name}`, code.replace("worker: '", "automation: 'record', worker: '"));
  await build({ root: SHOP, logLevel: 'error' });

  const server = await startStaticServer({ roots: [{ urlPath: '/', directory: `${SHOP}/dist` }] });
  const browser = await launchBrowser({ webgpu: 'none' });
  try {
    const page = await browser.newPage();
    const names = () => page.locator('li').allInnerTexts();
    await page.goto(server.origin);
    await page.locator('li').first().waitFor();
    expect(await names()).toEqual(PRODUCTS.map(({ title }) => title));
    await page.getByText('Yes').click();
    await page.getByText('granted').waitFor();
    await page.getByText('Espresso machine').click();
    await page.waitForFunction(() => localStorage.getItem('aisle-default-ranking'));
    expect(await names()).toEqual(PRODUCTS.map(({ title }) => title));
    await page.reload();
    await page.locator('li').first().waitFor();
    expect((await names()).slice(0, 2).sort()).toEqual(['Coffee grinder', 'Espresso machine']);
  } finally {
    await browser.close();
    await server.close();
  }
});
