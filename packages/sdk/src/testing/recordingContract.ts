import type { EventInput } from '@aisle/core';
import {
  ALL,
  afterView,
  type ContractSteps,
  codeOf,
  equal,
  granted,
  idsOf,
  LIST,
  PATIENT,
  view,
} from './contractKit.js';

/** Consent, events, erasure. */
export const RECORDING_STEPS: ContractSteps = {
  async 'without consent nothing is stored, ranked or predicted'(make) {
    const aisle = await make({ consent: 'unset', holdoutShare: 0 });
    equal(await aisle.track(view('item-1')), { stored: false, reason: 'no-consent' });
    const { items, ranked, reason, resultId } = await aisle.rerank(LIST);
    equal([items, ranked, reason, resultId.slice(0, 2)], [LIST, false, 'no-consent', 'u-']);
    equal((await aisle.predict()).reason, 'no-consent');
    equal(
      [(await aisle.whenReady()).consent, aisle.status().storage, aisle.status().storedEvents, aisle.status().release],
      ['unset', 'none', undefined, undefined],
    );
  },

  async 'denied consent erases the history'(make) {
    const aisle = await afterView(make);
    await aisle.setConsent('denied');
    equal(
      [(await aisle.rerank(LIST)).reason, aisle.rerankNow(LIST).reason, aisle.status().consent],
      ['no-consent', 'no-consent', 'denied'],
    );
    await aisle.setConsent('granted');
    equal((await aisle.export()).events, []);
  },

  async 'setConsent rejects an invalid answer'(make) {
    const aisle = await granted(make);
    equal(await codeOf(aisle.setConsent('yes' as 'granted')), 'invalid-argument');
    equal(aisle.status().consent, 'unset');
  },

  async 'a consent input can deny consent'(make) {
    const aisle = await granted(make);
    aisle.use({ name: 'banner', start: ({ setConsent }) => (setConsent('denied', 'by the banner'), () => {}) });
    equal([aisle.status().consent, aisle.status().plugins], ['denied', ['banner']]);
    equal(idsOf((await aisle.export()).events.flatMap((event) => ('items' in event ? event.items : []))), []);
  },

  async 'a plugin is an event source until it is stopped'(make) {
    const aisle = await granted(make);
    let send = (_: EventInput) => {};
    const stop = aisle.use({ name: 'source', start: ({ track }) => ((send = track), () => {}) });
    send(view('item-3'));
    stop();
    send(view('item-4'));
    await aisle.track(view('item-5'));
    equal(
      (await aisle.export()).events.map((event) => 'items' in event && idsOf(event.items)),
      [['item-3'], ['item-5']],
    );
    equal(aisle.status().plugins, []);
  },

  async 'events are numbered and malformed events are rejected'(make) {
    const aisle = await granted(make);
    equal(await aisle.track(view('item-1')), { stored: true, seq: 1 });
    equal(await aisle.track({ type: 'search', search_term: 'tent' }), { stored: true, seq: 2 });
    equal(await codeOf(aisle.track({ type: 'view_item', items: [] })), 'invalid-event');
    equal(await codeOf(aisle.track(undefined as never)), 'invalid-event');
    equal([aisle.status().storage, aisle.status().storedEvents, (await aisle.profile()).events], ['device', 2, 2]);
  },

  async 'an event of a list gets the result id of the list'(make) {
    const aisle = await afterView(make);
    const { resultId } = await aisle.rerank(LIST, { ...PATIENT, listId: 'shelf' });
    const { resultId: predicted } = await aisle.predict({ ...ALL, listId: 'slot' });
    await aisle.track(view('item-1', { item_list_id: 'shelf' }));
    await aisle.track(view('item-1', { item_list_id: 'slot' }));
    const { resultId: later } = aisle.rerankNow(LIST, { listId: 'shelf' });
    await aisle.track(view('item-2', { item_list_id: 'shelf' }));
    await aisle.track(view('item-2', { item_list_id: 'shelf', result_id: 'p-own' }));
    await aisle.track(view('item-2', { item_list_id: 'other' }));
    equal(
      (await aisle.export()).events.slice(1).map((event) => event.result_id),
      [resultId, predicted, later, 'p-own', undefined],
    );
  },

  async 'erase deletes the history and restarts the numbers'(make) {
    const aisle = await granted(make);
    equal((await aisle.erase()).history?.events ?? 0, 0);
    await aisle.track(view('item-1'));
    const { history } = await aisle.erase();
    equal([history?.events, history?.databaseDeleted], [1, true]);
    equal([(await aisle.export()).events, aisle.status().consent], [[], 'granted']);
    equal(await aisle.track(view('item-1')), { stored: true, seq: 1 });
  },

  async 'reset deletes the history and the consent of setConsent'(make) {
    const aisle = await afterView(make);
    await aisle.reset();
    equal([aisle.status().consent, aisle.status().consentTrace, aisle.status().storedEvents], ['unset', [], undefined]);
    await aisle.setConsent('granted');
    equal((await aisle.export()).events, []);
  },
};
