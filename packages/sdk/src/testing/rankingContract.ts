import type { CatalogueItem } from '@aisle/worker';
import {
  ALL,
  afterView,
  CATALOGUE_URL,
  type ContractSteps,
  equal,
  event,
  granted,
  idsOf,
  LIST,
  PATIENT,
  predictedIds,
  view,
} from './contractKit.js';

/** Rerank, predict, holdout. */
export const RANKING_STEPS: ContractSteps = {
  async 'rerank returns the given objects in the order of predict'(make) {
    const aisle = await afterView(make);
    const items = LIST.map((item_id) => ({ item_id }));
    const { items: ordered, ranked, resultId, reason } = await aisle.rerank(items, PATIENT);
    equal(
      [ranked, reason, resultId.slice(0, 2), ordered.every((item) => items.includes(item))],
      [true, undefined, 'p-', true],
    );
    equal(
      idsOf(ordered),
      (await predictedIds(aisle)).filter((id) => LIST.includes(id)),
    );
    equal(idsOf(items), LIST);
  },

  async 'rerank reads ids with itemId'(make) {
    const aisle = await afterView(make);
    const { items } = await aisle.rerank(LIST, PATIENT);
    equal(
      (await aisle.rerank([1, 2, 3, 4, 5, 6, 7, 8], { ...PATIENT, itemId: (sku) => `item-${sku}` })).items.map(
        (sku) => `item-${sku}`,
      ),
      items,
    );
  },

  async 'rerank keeps pinned items in place'(make) {
    const aisle = await afterView(make);
    const unpinned = (await aisle.rerank(LIST.slice(1), PATIENT)).items;
    equal((await aisle.rerank(LIST, { ...PATIENT, pinned: (_, index) => index === 0 })).items, [LIST[0], ...unpinned]);
  },

  async 'rerank gives the reason for an unchanged list'(make) {
    const aisle = await afterView(make);
    equal((await aisle.rerank(LIST, { ...PATIENT, signal: AbortSignal.abort() })).reason, 'aborted');
    equal(await aisle.rerank(LIST, { deadlineMs: 0 }).then(({ items, ranked, reason }) => [items, ranked, reason]), [
      LIST,
      false,
      'timeout',
    ]);
  },

  async 'a list that cannot be read keeps its order and has a reason'(make) {
    const aisle = await afterView(make);
    const throwing = () => {
      throw new Error('of the page');
    };
    const skus = [{ sku: 1 }, { sku: 2 }];
    const lists: [unknown, object?][] = [
      [undefined],
      [null],
      [7],
      ['item-1'],
      [skus],
      [skus, { itemId: throwing }],
      [skus, { itemId: () => undefined }],
      [LIST, { itemId: 'item_id' }],
      [LIST, { pinned: throwing }],
    ];
    for (const [items, options] of lists) {
      const given = Array.isArray(items) ? items : [];
      const refused = [given, false, 'invalid-items'];
      const found = await aisle.rerank(items as never, { ...PATIENT, ...options } as never);
      equal([found.items, found.ranked, found.reason], refused);
      const now = aisle.rerankNow(items as never, options as never);
      equal([now.items, now.ranked, now.reason], refused);
    }
    equal((await aisle.rerank(LIST, null)).items.length, LIST.length);
    equal(aisle.rerankNow(LIST, null).items.length, LIST.length);
    equal(typeof (await aisle.predict(null)).resultId, 'string');
  },

  async 'predict reads one id, ids and objects, and refuses other lists'(make) {
    const aisle = await afterView(make);
    const all = await predictedIds(aisle);
    const [first, second] = all;
    equal(await predictedIds(aisle, { exclude: first }), all.slice(1));
    equal(await predictedIds(aisle, { exclude: { item_id: first } }), all.slice(1));
    equal(await predictedIds(aisle, { exclude: [{ item_id: first }, null, second] }), all.slice(2));
    equal(await predictedIds(aisle, { candidates: first }), [first]);
    const throwing = {
      [Symbol.iterator]() {
        throw new Error('of the page');
      },
    };
    for (const list of [true, {}, throwing])
      equal((await aisle.predict({ ...ALL, exclude: list as never })).reason, 'invalid-items');
  },

  async 'predict takes k, candidates and exclude'(make) {
    const aisle = await afterView(make);
    const all = await predictedIds(aisle);
    const [first, second] = all;
    // By default, at most a quarter of a row was viewed.
    const unviewed = await predictedIds(aisle, { excludeViewed: true });
    equal(await predictedIds(aisle, { k: 3, excludeViewed: true }), unviewed.slice(0, 3));
    equal((await predictedIds(aisle, { k: undefined })).length, 10);
    equal(
      await predictedIds(aisle, { candidates: [...LIST, 'unheard-of'] }),
      all.filter((id) => LIST.includes(id)),
    );
    equal(await predictedIds(aisle, { exclude: [first, second] }), all.slice(2));
    equal((await aisle.predict({ ...ALL, candidates: ['unheard-of'] })).reason, 'unknown-items');
  },

  async 'predictions have descending scores and a result id'(make) {
    const { items, reason, resultId } = await (await afterView(make)).predict({ ...ALL, diversity: 0 });
    equal(
      items.every(({ score }, i) => i === 0 || score <= items[i - 1]!.score),
      true,
    );
    equal([reason, resultId.slice(0, 2)], [undefined, 'p-']);
  },

  async 'predict gives the reason for a missing answer'(make) {
    const aisle = await afterView(make);
    const throwing = () => {
      throw new Error('of the page');
    };
    equal((await aisle.predict({ deadlineMs: 0 })).reason, 'timeout');
    equal((await aisle.predict({ ...ALL, filter: throwing })).reason, 'engine-failed');
    equal(aisle.status().lastProblem?.message, 'of the page');
  },

  async 'predict excludes items in the cart by default'(make) {
    const aisle = await granted(make);
    await aisle.track({
      type: 'add_to_cart',
      items: [{ item_id: 'item-1', quantity: 2 }, { item_id: 'item-2' }, { item_id: 'item-3' }, { item_id: 'item-4' }],
    });
    await aisle.track({ type: 'remove_from_cart', items: [{ item_id: 'item-1', quantity: 1 }, { item_id: 'item-2' }] });
    await aisle.track(event('purchase', 'item-3'));
    const all = await predictedIds(aisle, { excludeCart: false });
    equal(
      await predictedIds(aisle),
      all.filter((id) => !['item-1', 'item-4'].includes(id)),
    );
  },

  async 'predict excludes purchased items by default'(make) {
    const aisle = await afterView(make);
    await aisle.track(event('purchase', 'item-3'));
    const all = await predictedIds(aisle, { excludePurchased: false });
    equal(
      await predictedIds(aisle),
      all.filter((id) => id !== 'item-3'),
    );
  },

  async 'excludeViewed excludes viewed items'(make) {
    const aisle = await afterView(make);
    const all = await predictedIds(aisle);
    equal(
      [all.includes('item-7'), await predictedIds(aisle, { excludeViewed: true })],
      [true, all.filter((id) => id !== 'item-7')],
    );
  },

  async 'values that rerank cannot add keep the list, with a reason'(make) {
    const aisle = await afterView(make);
    const throwing = () => {
      throw new Error('of the page');
    };
    const cases = [
      { orderWeight: NaN },
      { boost: () => Infinity },
      { boost: throwing },
      { features: [{ name: 'margin', value: throwing, weight: 1 }] },
    ];
    for (const options of cases) {
      const { items, ranked, reason } = await aisle.rerank(LIST, { ...PATIENT, ...options });
      equal([items, ranked, reason], [LIST, false, 'invalid-items']);
    }
    const { items, ranked } = await aisle.rerank(LIST, { ...PATIENT, orderWeight: 0, features: [], boost: () => 0 });
    equal([items, ranked], [(await aisle.rerank(LIST, PATIENT)).items, true]);
  },

  async 'predict with catalogueUrl returns catalogue entries that are in stock'(make) {
    const aisle = await afterView(make);
    const all = (await predictedIds(aisle)).filter((id) => id !== 'item-5' && id !== 'item-6');
    const { items } = await aisle.predict({ ...ALL, diversity: 0, catalogueUrl: CATALOGUE_URL });
    equal(
      items.map(({ product }) => product?.item_name),
      all.map((id) => `Name of ${id}`),
    );
    equal(
      await predictedIds(aisle, {
        k: 1,
        catalogueUrl: CATALOGUE_URL,
        filter: (_: string, product?: CatalogueItem) => product?.item_name === 'Name of item-9',
      }),
      ['item-9'],
    );
  },

  async 'rerankNow orders like rerank once there is a ranking'(make) {
    const aisle = await afterView(make);
    const { items } = await aisle.rerank(LIST, PATIENT);
    const untilMs = Date.now() + PATIENT.deadlineMs;
    while (!aisle.rerankNow(LIST).ranked && Date.now() < untilMs)
      await new Promise((resolve) => setTimeout(resolve, 20));
    equal(aisle.rerankNow(LIST).items, items);
    equal(aisle.rerankNow(['unheard-of']).reason, 'unknown-items');
    equal(aisle.rerankNow(LIST, { pinned: () => true }).items, LIST);
  },

  async 'the holdout keeps list order and still stores events'(make) {
    const aisle = await make({ consent: 'granted', holdoutShare: 1 });
    equal((await aisle.track(view('item-7'))).stored, true);
    const { items, ranked, reason, resultId } = await aisle.rerank(LIST, PATIENT);
    equal([items, ranked, reason, resultId.slice(0, 2)], [LIST, false, 'holdout', 'h-']);
    equal(
      [(await aisle.predict(ALL)).reason, aisle.rerankNow(LIST).reason, (await aisle.whenReady()).arm],
      ['holdout', 'holdout', 'holdout'],
    );
  },
};
