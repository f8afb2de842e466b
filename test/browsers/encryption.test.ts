import { describe, expect, test } from 'vitest';
import { exported, predict, startAisle, view, viewOf } from '../kit/aislePage.js';
import { ENGINES, useBrowserSite } from './kit.js';

const site = useBrowserSite();

describe.each(ENGINES)('%s', (engine) => {
  test('window and worker read an encrypted history after a reload', async () => {
    const tab = await (await site.startVisit(engine)).openTab();
    await startAisle(tab, { encrypted: true });
    await view(tab, 1, 2);
    const predicted = (await predict(tab)).items;
    expect(predicted).toHaveLength(10);
    await tab.reload();
    await startAisle(tab, { encrypted: true });
    expect(await exported(tab)).toMatchObject([1, 2].map(viewOf));
    expect((await predict(tab)).items).toEqual(predicted);
  });
});
