import { addDecisions } from '../decide/addDecisions.js';
import { afterView, type ContractSteps, equal, granted, PATIENT } from './contractKit.js';

/** intent. */
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

  async 'intent takes a deadline and a signal, and never rejects'(make) {
    const aisle = addDecisions(await afterView(make));
    equal((await aisle.intent({ deadlineMs: 0 })).reason, 'timeout');
    equal((await aisle.intent({ ...PATIENT, signal: AbortSignal.abort() })).reason, 'aborted');
    aisle.dispose();
    equal((await aisle.intent(null)).reason, 'disposed');
  },
};
