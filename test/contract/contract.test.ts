import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { AISLE_CONTRACT } from '../../packages/sdk/src/testing/aisleContract.js';
import { CATALOGUE, CATALOGUE_URL, ITEM_IDS } from '../../packages/sdk/src/testing/contractKit.js';
import { documentOf, useAisleSite } from '../kit/aislePage.js';
import { companionsOfNext } from '../kit/companionsOfNext.js';
import { SDK_SCRIPT } from '../kit/serveAisle.js';
import { writeSmallRelease } from '../kit/smallRelease.js';

const site = useAisleSite();

test('the real instance follows the same contract as the fake', async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('inPage.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  });
  site.faults.set(CATALOGUE_URL, { kind: 'body', body: JSON.stringify(CATALOGUE), contentType: 'application/json' });
  const { itemIds } = await writeSmallRelease(join(site.weightsDirectory, 'contract'), {
    itemCount: ITEM_IDS.length,
    seed: 1,
    relations: { tables: { companions: companionsOfNext(ITEM_IDS.length) } },
  });
  expect(itemIds).toEqual(ITEM_IDS);
  const page = await site.openPage(
    undefined,
    documentOf(`${SDK_SCRIPT}<script src="${site.addScript(outputFiles[0]!.text)}"></script>`),
  );
  await page.waitForFunction('window.sdk');
  const results = await page.evaluate(() => window.checkContract());
  expect(results).toEqual(Object.fromEntries(AISLE_CONTRACT.map(({ name }) => [name, 'kept'])));
});
