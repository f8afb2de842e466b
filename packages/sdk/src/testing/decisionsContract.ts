import type { Aisle } from '../api.js';
import { addDecisions } from '../decide/addDecisions.js';
import { afterView, type ContractSteps, equal, granted, PATIENT } from './contractKit.js';

const CART = { ...PATIENT, placement: 'cart' };

/** intent, decide and interventions. */
export const DECISIONS_STEPS: ContractSteps = {
  async 'addDecisions adds its methods to the instance once'(make) {
    const aisle = await granted(make);
    const { intent } = addDecisions(aisle);
    equal(addDecisions(aisle) === aisle, true);
    equal(addDecisions(aisle).intent === intent, true);
  },

  async 'without consent, intent has the reason no-consent'(make) {
    const { intent } = addDecisions(await make({ consent: 'unset', holdoutShare: 0 }));
    const { missing, reason } = await intent(PATIENT);
    equal([missing, reason], [{}, 'no-consent']);
  },

  async 'intent has the reason cold-start before the first event'(make) {
    const { intent } = addDecisions(await granted(make));
    equal((await intent(PATIENT)).reason, 'cold-start');
  },

  async 'intent of a release without heads has the reason no-head'(make) {
    const { intent } = addDecisions(await afterView(make));
    const { durationMs, ...others } = await intent(PATIENT);
    equal([typeof durationMs, others], ['number', { missing: {}, reason: 'no-head' }]);
  },

  async 'in the holdout, intent has the reason holdout'(make) {
    const aisle = addDecisions(await make({ consent: 'granted', holdoutShare: 1 }));
    equal((await aisle.intent(PATIENT)).reason, 'holdout');
  },

  async 'decide without consent or interventions leaves the page alone'(make) {
    const facts = async (aisle: Aisle) => {
      const { act, intervention, probability, reason, shown, why } = await addDecisions(aisle).decide(CART);
      return [act, intervention, probability, reason, why, await shown()];
    };
    const nothing = (reason: string) => [false, undefined, 1, reason, [], false];
    equal(await facts(await make({ consent: 'unset', holdoutShare: 0 })), nothing('no-consent'));
    equal(await facts(await afterView(make)), nothing('no-interventions'));
  },

  async 'coins without consent or interventions are empty'(make) {
    equal(await addDecisions(await make({ consent: 'unset', holdoutShare: 0 })).coins(PATIENT), {});
    equal(await addDecisions(await granted(make)).coins(PATIENT), {});
  },

  async 'a release without interventions lists none'(make) {
    equal(await addDecisions(await make({ consent: 'unset', holdoutShare: 0 })).interventions.list(), []);
    equal(await addDecisions(await afterView(make)).interventions.list(), []);
  },

  async 'interventions are muted and unmuted'(make) {
    const { interventions } = addDecisions(await afterView(make));
    equal(await interventions.muted(), []);
    await interventions.mute('all');
    equal(await interventions.muted(), ['all']);
    await interventions.unmute('all');
    equal(await interventions.muted(), []);
  },

  async 'intent takes a deadline and a signal, and never rejects'(make) {
    const aisle = addDecisions(await afterView(make));
    equal((await aisle.intent({ deadlineMs: 0 })).reason, 'timeout');
    equal((await aisle.intent({ ...PATIENT, signal: AbortSignal.abort() })).reason, 'aborted');
    aisle.dispose();
    equal((await aisle.intent(null)).reason, 'disposed');
  },
};
