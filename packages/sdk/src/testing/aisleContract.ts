import type { EventInput } from '@aisle/core';
import type { CatalogueItem } from '@aisle/worker';
import type { Aisle } from '../api.js';

/** What an instance for one step is made with. */
export interface ContractOptions {
  readonly consent: 'granted' | 'unset';
  readonly holdoutShare: 0 | 1;
}

/** Makes an instance that no other step has used. It knows `ITEM_IDS`, and `CATALOGUE` under `CATALOGUE_URL`. */
export type MakeAisle = (options: ContractOptions) => Promise<Aisle>;

/** A promise of the public interface, to be kept by the real instance and by the fake. `check` rejects where it is broken. */
export interface ContractStep {
  readonly name: string;
  readonly check: (make: MakeAisle) => Promise<void>;
}

/** Items of the engine under test. */
export const ITEM_IDS: readonly string[] = Array.from({ length: 60 }, (_, i) => `item-${i + 1}`);
export const CATALOGUE_URL = '/catalogue.json';
/** Without item-5; item-6 is sold out. */
export const CATALOGUE: readonly CatalogueItem[] = ITEM_IDS.filter((id) => id !== 'item-5').map((item_id) => ({ item_id, item_name: `Name of ${item_id}`, in_stock: item_id !== 'item-6' }));

const LIST = ITEM_IDS.slice(0, 8);
/** For what an engine that is still loading answers late. */
const PATIENT = { deadlineMs: 30_000 };
const ALL = { ...PATIENT, k: ITEM_IDS.length };

const event = (type: 'view_item' | 'add_to_cart' | 'remove_from_cart' | 'purchase', itemId: string, fields: object = {}) => ({ type, items: [{ item_id: itemId }], ...fields }) as EventInput;
const view = (itemId: string, fields?: object) => event('view_item', itemId, fields);

/** @throws Error unless both are the same as JSON */
function equal(found: unknown, expected: unknown): void {
  const [is, should] = [found, expected].map((value) => JSON.stringify(value));
  if (is !== should) throw new Error(`found ${is}, expected ${should}`);
}

const granted = (make: MakeAisle) => make({ consent: 'granted', holdoutShare: 0 });

/** With an event to rank by. */
async function afterView(make: MakeAisle): Promise<Aisle> {
  const aisle = await granted(make);
  await aisle.track(view('item-7'));
  return aisle;
}

const idsOf = (items: readonly { readonly item_id: string }[]) => items.map(({ item_id }) => item_id);
const predictedIds = async (aisle: Aisle, options: object = {}) => idsOf((await aisle.predict({ ...ALL, ...options })).items);

/** The code that a promise rejects with. */
const codeOf = (promise: Promise<unknown>) => promise.then(() => 'nothing', ({ code }: { code?: string }) => code);

const STEPS: Readonly<Record<string, (make: MakeAisle) => Promise<void>>> = {
  async 'without consent nothing is stored, ranked or predicted'(make) {
    const aisle = await make({ consent: 'unset', holdoutShare: 0 });
    equal(await aisle.track(view('item-1')), { stored: false, reason: 'no-consent' });
    const { items, ranked, reason, resultId } = await aisle.rerank(LIST);
    equal([items, ranked, reason, resultId.slice(0, 2)], [LIST, false, 'no-consent', 'u-']);
    equal((await aisle.predict()).reason, 'no-consent');
    equal([(await aisle.whenReady()).consent, aisle.status().storage, aisle.status().storedEvents, aisle.status().release], ['unset', 'none', undefined, undefined]);
  },

  async 'denied consent erases the history'(make) {
    const aisle = await afterView(make);
    await aisle.setConsent('denied');
    equal([(await aisle.rerank(LIST)).reason, aisle.rerankNow(LIST).reason, aisle.status().consent], ['no-consent', 'no-consent', 'denied']);
    await aisle.setConsent('granted');
    equal((await aisle.export()).events, []);
  },

  async 'setConsent refuses an answer that is neither granted nor denied'(make) {
    const aisle = await granted(make);
    equal(await codeOf(aisle.setConsent('yes' as 'granted')), 'invalid-argument');
    equal(aisle.status().consent, 'unset');
  },

  async 'an input of consent can deny'(make) {
    const aisle = await granted(make);
    aisle.use({ name: 'banner', start: ({ setConsent }) => (setConsent('denied', 'by the banner'), () => {}) });
    equal([aisle.status().consent, aisle.status().plugins], ['denied', ['banner']]);
    equal(idsOf((await aisle.export()).events.flatMap((event) => ('items' in event ? event.items : []))), []);
  },

  async 'a plugin is a source of events until it is stopped'(make) {
    const aisle = await granted(make);
    let send = (_: EventInput) => {};
    const stop = aisle.use({ name: 'source', start: ({ track }) => ((send = track), () => {}) });
    send(view('item-3'));
    stop();
    send(view('item-4'));
    await aisle.track(view('item-5'));
    equal((await aisle.export()).events.map((event) => 'items' in event && idsOf(event.items)), [['item-3'], ['item-5']]);
    equal(aisle.status().plugins, []);
  },

  async 'events are numbered, and malformed ones are refused'(make) {
    const aisle = await granted(make);
    equal(await aisle.track(view('item-1')), { stored: true, seq: 1 });
    equal(await aisle.track({ type: 'search', search_term: 'tent' }), { stored: true, seq: 2 });
    equal(await codeOf(aisle.track({ type: 'view_item', items: [] })), 'invalid-event');
    equal(await codeOf(aisle.track(undefined as never)), 'invalid-event');
    equal([aisle.status().storage, aisle.status().storedEvents, (await aisle.profile()).events], ['device', 2, 2]);
  },

  async 'rerank gives the objects that it was given, in the order of predict'(make) {
    const aisle = await afterView(make);
    const items = LIST.map((item_id) => ({ item_id }));
    const { items: ordered, ranked, resultId, reason } = await aisle.rerank(items, PATIENT);
    equal([ranked, reason, resultId.slice(0, 2), ordered.every((item) => items.includes(item))], [true, undefined, 'p-', true]);
    equal(idsOf(ordered), (await predictedIds(aisle)).filter((id) => LIST.includes(id)));
    equal(idsOf(items), LIST);
  },

  async 'rerank reads ids by itemId'(make) {
    const aisle = await afterView(make);
    const { items } = await aisle.rerank(LIST, PATIENT);
    equal((await aisle.rerank([1, 2, 3, 4, 5, 6, 7, 8], { ...PATIENT, itemId: (sku) => `item-${sku}` })).items.map((sku) => `item-${sku}`), items);
  },

  async 'rerank keeps pinned items in place'(make) {
    const aisle = await afterView(make);
    const free = (await aisle.rerank(LIST.slice(1), PATIENT)).items;
    equal((await aisle.rerank(LIST, { ...PATIENT, pinned: (_, index) => index === 0 })).items, [LIST[0], ...free]);
  },

  async 'rerank says why a list stays as it was given'(make) {
    const aisle = await afterView(make);
    equal((await aisle.rerank([{}], PATIENT)).reason, 'invalid-items');
    equal((await aisle.rerank(LIST, { ...PATIENT, signal: AbortSignal.abort() })).reason, 'aborted');
    equal(await aisle.rerank(LIST, { deadlineMs: 0 }).then(({ items, ranked, reason }) => [items, ranked, reason]), [LIST, false, 'timeout']);
  },

  async 'predict takes k, candidates and exclude'(make) {
    const aisle = await afterView(make);
    const all = await predictedIds(aisle);
    const [first, second] = all;
    equal(await predictedIds(aisle, { k: 3 }), all.slice(0, 3));
    equal((await predictedIds(aisle, { k: undefined })).length, 10);
    equal(await predictedIds(aisle, { candidates: [...LIST, 'unheard-of'] }), all.filter((id) => LIST.includes(id)));
    equal(await predictedIds(aisle, { exclude: [first, second] }), all.slice(2));
    equal((await aisle.predict({ ...ALL, candidates: ['unheard-of'] })).reason, 'unknown-items');
  },

  async 'predictions have falling scores and a result id'(make) {
    const { items, reason, resultId } = await (await afterView(make)).predict(ALL);
    equal(items.every(({ score }, i) => i === 0 || score <= items[i - 1]!.score), true);
    equal([reason, resultId.slice(0, 2)], [undefined, 'p-']);
  },

  async 'predict says why it has no answer'(make) {
    const aisle = await afterView(make);
    const throwing = () => {
      throw new Error('of the page');
    };
    equal((await aisle.predict({ deadlineMs: 0 })).reason, 'timeout');
    equal((await aisle.predict({ ...ALL, filter: throwing })).reason, 'engine-failed');
    equal(aisle.status().lastProblem?.message, 'of the page');
  },

  async 'excludeCart leaves out what is in the cart'(make) {
    const aisle = await granted(make);
    await aisle.track({ type: 'add_to_cart', items: [{ item_id: 'item-1', quantity: 2 }, { item_id: 'item-2' }, { item_id: 'item-3' }, { item_id: 'item-4' }] });
    await aisle.track({ type: 'remove_from_cart', items: [{ item_id: 'item-1', quantity: 1 }, { item_id: 'item-2' }] });
    await aisle.track(event('purchase', 'item-3'));
    const all = await predictedIds(aisle);
    equal(await predictedIds(aisle, { excludeCart: true }), all.filter((id) => !['item-1', 'item-4'].includes(id)));
  },

  async 'excludePurchased leaves out what was bought'(make) {
    const aisle = await afterView(make);
    await aisle.track(event('purchase', 'item-3'));
    const all = await predictedIds(aisle);
    equal(await predictedIds(aisle, { excludePurchased: true }), all.filter((id) => id !== 'item-3'));
  },

  async 'predictions come with their entry of the catalogue file, those in stock'(make) {
    const aisle = await afterView(make);
    const all = (await predictedIds(aisle)).filter((id) => id !== 'item-5' && id !== 'item-6');
    const { items } = await aisle.predict({ ...ALL, catalogue: CATALOGUE_URL });
    equal(items.map(({ product }) => product?.item_name), all.map((id) => `Name of ${id}`));
    equal(await predictedIds(aisle, { k: 1, catalogue: CATALOGUE_URL, filter: (_: string, product?: CatalogueItem) => product?.item_name === 'Name of item-9' }), ['item-9']);
  },

  async 'an event of a list names the result that ordered it'(make) {
    const aisle = await afterView(make);
    const { resultId } = await aisle.rerank(LIST, { ...PATIENT, list: 'shelf' });
    const { resultId: predicted } = await aisle.predict({ ...ALL, list: 'slot' });
    await aisle.track(view('item-1', { item_list_id: 'shelf' }));
    await aisle.track(view('item-1', { item_list_id: 'slot' }));
    const { resultId: later } = aisle.rerankNow(LIST, { list: 'shelf' });
    await aisle.track(view('item-2', { item_list_id: 'shelf' }));
    await aisle.track(view('item-2', { item_list_id: 'shelf', result_id: 'p-own' }));
    await aisle.track(view('item-2', { item_list_id: 'other' }));
    equal((await aisle.export()).events.slice(1).map((event) => event.result_id), [resultId, predicted, later, 'p-own', undefined]);
  },

  async 'rerankNow orders as rerank does, once there is a ranking'(make) {
    const aisle = await afterView(make);
    const { items } = await aisle.rerank(LIST, PATIENT);
    const untilMs = Date.now() + PATIENT.deadlineMs;
    while (!aisle.rerankNow(LIST).ranked && Date.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 20));
    equal(aisle.rerankNow(LIST).items, items);
    equal(aisle.rerankNow(['unheard-of']).reason, 'unknown-items');
    equal(aisle.rerankNow(LIST, { pinned: () => true }).items, LIST);
  },

  async 'the holdout keeps its lists, and its events'(make) {
    const aisle = await make({ consent: 'granted', holdoutShare: 1 });
    equal((await aisle.track(view('item-7'))).stored, true);
    const { items, ranked, reason, resultId } = await aisle.rerank(LIST, PATIENT);
    equal([items, ranked, reason, resultId.slice(0, 2)], [LIST, false, 'holdout', 'h-']);
    equal([(await aisle.predict(ALL)).reason, aisle.rerankNow(LIST).reason, (await aisle.whenReady()).arm], ['holdout', 'holdout', 'holdout']);
  },

  async 'erase deletes the history, and numbers begin anew'(make) {
    const aisle = await granted(make);
    equal((await aisle.erase()).history?.events ?? 0, 0);
    await aisle.track(view('item-1'));
    const { history } = await aisle.erase();
    equal([history?.events, history?.databaseDeleted], [1, true]);
    equal([(await aisle.export()).events, aisle.status().consent], [[], 'granted']);
    equal(await aisle.track(view('item-1')), { stored: true, seq: 1 });
  },

  async 'reset deletes the history, and what setConsent said'(make) {
    const aisle = await afterView(make);
    await aisle.reset();
    equal([aisle.status().consent, aisle.status().consentTrace, aisle.status().storedEvents], ['unset', [], undefined]);
    await aisle.setConsent('granted');
    equal((await aisle.export()).events, []);
  },

  async 'subscribers are called after a change, and the status is another object'(make) {
    const aisle = await granted(make);
    await aisle.whenReady();
    await new Promise((resolve) => setTimeout(resolve));
    const before = aisle.getSnapshot();
    equal(before === aisle.getSnapshot(), true);
    const changed = new Promise<void>((resolve) => aisle.subscribe(resolve));
    await aisle.track(view('item-1'));
    await changed;
    equal([before === aisle.getSnapshot(), aisle.getSnapshot().storedEvents, before.storedEvents], [false, 1, 0]);
  },

  async 'the status tells of consent, storage and engine'(make) {
    const { consent, consentTrace, storage, worker, tier, arm, lastProblem, release } = await (await afterView(make)).whenReady();
    equal([consent, consentTrace.map(({ input, signal }) => [input, signal]), storage, worker, tier, arm], ['granted', [['shop', 'granted']], 'device', 'ready', 'light', 'personalised']);
    equal([typeof release, lastProblem], ['string', undefined]);
  },

  async 'methods work taken apart'(make) {
    const { track, rerankNow, status } = await granted(make);
    equal(await track(view('item-1')), { stored: true, seq: 1 });
    equal([rerankNow([]).items, status().storedEvents], [[], 1]);
  },

  async 'after dispose every call says so'(make) {
    const aisle = await afterView(make);
    aisle.dispose();
    equal(await aisle.track(view('item-1')), { stored: false, reason: 'disposed' });
    equal([(await aisle.rerank(LIST)).reason, (await aisle.predict()).reason, aisle.rerankNow(LIST).reason], ['disposed', 'disposed', 'disposed']);
  },
};

export const AISLE_CONTRACT: readonly ContractStep[] = Object.entries(STEPS).map(([name, check]) => ({ name, check }));
