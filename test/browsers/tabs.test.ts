import { describe, expect, test } from 'vitest';
import { exported, predict, startAisle, track, view, viewOf } from '../kit/aislePage.js';
import { ENGINES, openTwoTabs, storedIs, useBrowserSite } from './kit.js';

const site = useBrowserSite();

describe.each(ENGINES)('%s', (engine) => {
  test('what was stored is exported after a reload, as it was tracked', async () => {
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

  test('two tabs that write at the same time lose no event and store none twice', async () => {
    const [a, b] = await openTwoTabs(await site.startVisit(engine));
    // One driver, one command at a time: the first waits for the second to begin, and neither command for its tab to end.
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
    // They did write at the same time: neither was done before the other began.
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

  test("a tab's ranking takes in what another tab tracked", async () => {
    const visit = await site.startVisit(engine);
    const [a, b] = await openTwoTabs(visit);
    await view(a, 1, 2);
    const before = (await predict(a)).items;
    await view(b, 30);
    await storedIs(a, 3);
    const after = (await predict(a)).items;
    expect(after).not.toEqual(before);
    // A worker that has read the whole history from the database.
    const fresh = await visit.openTab();
    await startAisle(fresh);
    expect(after).toEqual((await predict(fresh)).items);
  });

  test('an erase in one tab empties the other, which can write again', async () => {
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
