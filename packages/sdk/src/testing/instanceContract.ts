import { afterView, type ContractSteps, equal, granted, LIST, view } from './contractKit.js';

/** Status, subscription and disposal. */
export const INSTANCE_STEPS: ContractSteps = {
  async 'a change calls subscribers and creates a new status object'(make) {
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

  async 'the status contains consent, storage and engine'(make) {
    const { consent, consentTrace, storage, worker, tier, arm, lastProblem, release } = await (
      await afterView(make)
    ).whenReady();
    equal(
      [consent, consentTrace.map(({ input, signal }) => [input, signal]), storage, worker, tier, arm],
      ['granted', [['shop', 'granted']], 'device', 'ready', 'light', 'personalised'],
    );
    equal([typeof release, lastProblem], ['string', undefined]);
  },

  async 'methods work when destructured'(make) {
    const { track, rerankNow, status } = await granted(make);
    equal(await track(view('item-1')), { stored: true, seq: 1 });
    equal([rerankNow([]).items, status().storedEvents], [[], 1]);
  },

  async 'after dispose every call gives the reason disposed'(make) {
    const aisle = await afterView(make);
    aisle.dispose();
    equal(await aisle.track(view('item-1')), { stored: false, reason: 'disposed' });
    equal(
      [(await aisle.rerank(LIST)).reason, (await aisle.predict()).reason, aisle.rerankNow(LIST).reason],
      ['disposed', 'disposed', 'disposed'],
    );
  },
};
