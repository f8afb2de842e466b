import { addExplanations } from '../explain/addExplanations.js';
import { afterView, type ContractSteps, equal, granted, PATIENT } from './contractKit.js';

/** explain. */
export const EXPLANATIONS_STEPS: ContractSteps = {
  async 'addExplanations adds its method to the instance once'(make) {
    const aisle = await granted(make);
    const { explain } = addExplanations(aisle);
    equal(addExplanations(aisle) === aisle, true);
    equal(addExplanations(aisle).explain === explain, true);
  },

  async 'without consent or events, explain has a reason'(make) {
    const unset = addExplanations(await make({ consent: 'unset', holdoutShare: 0 }));
    const reasonOf = ({ items, reason }: Awaited<ReturnType<typeof unset.explain>>) => [items, reason];
    equal(reasonOf(await unset.explain('item-1', PATIENT)), [[], 'no-consent']);
    equal(reasonOf(await addExplanations(await granted(make)).explain('item-1', PATIENT)), [[], 'cold-start']);
  },

  async 'the rows of an explanation name the event and add up to the score'(make) {
    const { explain } = addExplanations(await afterView(make));
    const { items, reason } = await explain({ items: [{ item_id: 'item-2' }] }, PATIENT);
    const [{ item_id, rows, score } = { item_id: undefined, rows: [], score: Number.NaN }] = items;
    equal([reason, items.length, item_id], [undefined, 1, 'item-2']);
    equal(Math.abs(rows.reduce((sum, { contribution }) => sum + contribution, 0) - score) < 1e-3, true);
    const events = rows.flatMap(({ cause }) => (typeof cause === 'object' ? [cause] : []));
    equal(new Set(events.map(({ type, items: viewed }) => `${type} ${viewed[0]!.item_id}`)).size, 1);
  },

  async 'explain of something without ids has the reason invalid-items'(make) {
    const { explain } = addExplanations(await afterView(make));
    for (const wrong of [undefined, null, {}, { items: [] }, { items: {} }, []])
      equal((await explain(wrong as never, PATIENT)).reason, 'invalid-items');
  },

  async 'explain takes a deadline and a signal, and never rejects'(make) {
    const aisle = addExplanations(await afterView(make));
    equal((await aisle.explain('item-1', { deadlineMs: 0 })).reason, 'timeout');
    equal((await aisle.explain('item-1', { ...PATIENT, signal: AbortSignal.abort() })).reason, 'aborted');
    aisle.dispose();
    equal((await aisle.explain('item-1', null)).reason, 'disposed');
  },
};
