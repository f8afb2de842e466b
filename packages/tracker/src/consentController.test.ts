import { expect, test } from 'vitest';
import { ConsentController } from './consentController.js';
import type { Consent } from './consentInputs.js';

/** A controller. `log` contains the decisions that were put into effect, and `same` for unchanged ones. */
function makeController(expectedInputs: string[] = []) {
  const log: string[] = [];
  const state: { consent: Consent } = { consent: 'unset' };
  const controller = new ConsentController(expectedInputs, {
    consent: () => state.consent,
    apply: async (consent) => {
      state.consent = consent;
      log.push(consent);
    },
    onUnchanged: () => log.push('same'),
  });
  return { controller, log };
}

/** Waits for the first decision. */
async function makeStarted(expectedInputs?: string[]) {
  const setup = makeController(expectedInputs);
  await setup.controller.starting;
  setup.log.length = 0;
  return setup;
}

test('reports in one task lead to one decision', async () => {
  const { controller, log } = makeController();
  void controller.setSignal('platform', 'granted', 'yes');
  void controller.setSignal('browser', 'denied', 'no');
  expect(log).toEqual([]);
  await controller.starting;
  expect(controller.starting).toBeUndefined();
  expect(log).toEqual(['denied']);
});

test('the first decision is reported even if it changes nothing', async () => {
  const { controller, log } = makeController();
  await controller.starting;
  expect(log).toEqual(['same']);
});

test('an answer before the first decision resolves when it is in effect', async () => {
  const { controller, log } = makeController();
  const granted = controller.setConsent('granted');
  expect(controller.grantedByShop).toBe(true);
  await granted;
  // The first decision includes it, so the answer itself changes nothing.
  expect(log).toEqual(['granted', 'same']);
});

test('a repeated denial takes effect again, a repeated grant does not', async () => {
  const { controller, log } = await makeStarted();
  for (const answer of ['granted', 'granted', 'denied', 'denied'] as const) await controller.setConsent(answer);
  expect(log).toEqual(['granted', 'same', 'denied', 'denied']);
});

test('an invalid answer withdraws consent and rejects', async () => {
  const { controller, log } = await makeStarted();
  await controller.setConsent('granted');
  await expect(controller.setConsent('yes' as never)).rejects.toMatchObject({
    code: 'invalid-argument',
    message: expect.stringContaining('found yes'),
  });
  expect(log).toEqual(['granted', 'unset']);
});

test('consent waits until every expected input reports', async () => {
  const { controller, log } = await makeStarted(['platform']);
  await controller.setConsent('granted');
  await controller.setSignal('platform', 'granted', 'yes');
  expect(log).toEqual(['same', 'granted']);
});

test('the next answer of the shop ends a denial in another tab', async () => {
  const { controller, log } = await makeStarted();
  await controller.setConsent('granted');
  controller.onOtherTab('denied');
  expect(controller.inputs.trace.at(-1)).toMatchObject({ input: 'another-tab', signal: 'denied' });
  await controller.setConsent('granted');
  expect(log).toEqual(['granted', 'denied', 'granted']);
});

test('a repeated signal does not end a denial in another tab', async () => {
  const { controller, log } = await makeStarted();
  await controller.setSignal('platform', 'granted', 'yes');
  controller.onOtherTab('denied');
  await controller.setSignal('platform', 'granted', 'yes');
  expect(log).toEqual(['granted', 'denied', 'same']);
  await controller.setSignal('platform', 'denied', 'no');
  await controller.setSignal('platform', 'granted', 'yes again');
  expect(log.at(-1)).toBe('granted');
});

test('an erasure while frozen makes consent uncertain', async () => {
  const { controller, log } = await makeStarted();
  await controller.setConsent('granted');
  controller.onOtherTab('erased');
  expect(log).toEqual(['granted', 'unset']);
});

test("a reset in any tab removes only the shop's answer", async () => {
  const { controller, log } = await makeStarted();
  await controller.setSignal('platform', 'granted', 'yes');
  await controller.setConsent('denied');
  await controller.forgetAnswer();
  expect(log).toEqual(['granted', 'denied', 'granted']);
  await controller.setConsent('denied');
  controller.onOtherTab('reset');
  expect(log.at(-1)).toBe('granted');
});
