import { describe, expect, test } from 'vitest';
import { exported, predict, startAisle, track, view, viewOf } from '../kit/aislePage.js';
import { ENGINES, openTwoTabs, storedIs, useBrowserSite } from './kit.js';

const site = useBrowserSite();

describe.each(ENGINES)('%s', (engine) => {
  test('export after a reload returns events as they were tracked', async () => {
    const visit = await site.startVisit(engine);
    const tab = await visit.openTab();
    await startAisle(tab);
    const timestampMs = Date.now() - 5000;
    expect(await track(tab, { ...viewOf(7), timestampMs })).toEqual({ stored: true, seq: 1 });
    expect(await track(tab, { type: 'search', search_term: 'größe 42', timestampMs: timestampMs + 1 })).toEqual({
      stored: true,
      seq: 2,
    });
    await tab.reload();
    expect(await startAisle(tab)).toMatchObject({ storedEvents: 2 });
    expect(await exported(tab)).toEqual([
      { schemaVersion: 1, type: 'view_item', items: [{ item_id: 'item-7' }], timestampMs },
      { schemaVersion: 1, type: 'search', search_term: 'größe 42', timestampMs: timestampMs + 1 },
    ]);
  });

  test('two tabs that write concurrently store each event exactly once', async () => {
    const [a, b] = await openTwoTabs(await site.startVisit(engine));
    // The driver runs one command at a time. So the first tab waits for the second to begin, and no command waits for
    // its tab.
    await a.evaluate(() => {
      window.writing = new Promise((resolve) => (new BroadcastChannel('begin').onmessage = resolve)).then(() =>
        window.write('a'),
      );
    });
    for (const tab of [a, b]) {
      await tab.evaluate(() => {
        window.write = async (name) => {
          const seqs: number[] = [];
          for (let n = 0; n < 100; n++) {
            const result = await window.visitor.track({ type: 'search', search_term: `tab ${name} event ${n}` });
            if (result.stored) seqs.push(result.seq);
          }
          return seqs;
        };
      });
    }
    await b.evaluate(() => {
      new BroadcastChannel('begin').postMessage('begin');
      window.writing = window.write('b');
    });
    const acknowledged = [await a.evaluate(() => window.writing), await b.evaluate(() => window.writing)] as [
      number[],
      number[],
    ];
    expect(acknowledged.flat().sort((one, other) => one - other)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    // Both wrote concurrently: neither ended before the other began.
    for (const seqs of acknowledged) expect(seqs.at(-1)! - seqs[0]!).toBeGreaterThan(99);
    const terms = (await exported(a)).map((event) => ('search_term' in event ? event.search_term : ''));
    for (const name of ['a', 'b']) {
      expect(terms.filter((term) => term.startsWith(`tab ${name}`))).toEqual(
        Array.from({ length: 100 }, (_, n) => `tab ${name} event ${n}`),
      );
    }
    expect(terms).toHaveLength(200);
    expect(await exported(b)).toEqual(await exported(a));
  });

  test("a tab's ranking includes events of another tab", async () => {
    const visit = await site.startVisit(engine);
    const [a, b] = await openTwoTabs(visit);
    await view(a, 1, 2);
    const before = (await predict(a)).items;
    await view(b, 30);
    await storedIs(a, 3);
    const after = (await predict(a)).items;
    expect(after).not.toEqual(before);
    // The worker of a new tab reads the whole history from the database.
    const newTab = await visit.openTab();
    await startAisle(newTab);
    expect(after).toEqual((await predict(newTab)).items);
  });

  test('an erase in one tab empties the other tab', async () => {
    const [a, b] = await openTwoTabs(await site.startVisit(engine));
    await view(a, 1, 2);
    await storedIs(b, 2);
    expect((await predict(b)).items).toHaveLength(10);
    expect(await a.evaluate(() => window.visitor.erase())).toMatchObject({
      history: { events: 2, databaseDeleted: true },
      weightsCacheDeleted: true,
    });
    await storedIs(b, 0);
    for (const tab of [a, b]) expect(await predict(tab)).toMatchObject({ items: [], reason: 'cold-start' });
    expect(await exported(b)).toEqual([]);
    expect(await track(b, viewOf(5))).toEqual({ stored: true, seq: 1 });
    await storedIs(a, 1);
    expect((await predict(a)).items).toEqual((await predict(b)).items);
  });
});
