import { expect, test } from 'vitest';
import { ConsentController, type ConsentEffects } from './consentController.js';
import type { Consent } from './consentInputs.js';
import type { OtherTabAction } from './otherTabAction.js';
import { FakePage } from './testing/fakePage.js';
import { microtasks } from './testing/microtasks.js';

/**
 * A controller. `log` contains the decisions that were put into effect, `same` for unchanged ones, and the messages to
 * other tabs.
 */
function makeController(expectedInputs: string[] = [], onPost = (_kind: OtherTabAction) => {}) {
  const log: string[] = [];
  const page = new FakePage();
  const state: { consent: Consent } = { consent: 'unset' };
  const effects: ConsentEffects = {
    consent: () => state.consent,
    apply: async (consent) => {
      state.consent = consent;
      log.push(consent);
    },
    suspend: () => log.push('suspend'),
    markForErasure: () => log.push('mark'),
    post: (kind) => {
      log.push(kind);
      onPost(kind);
    },
    onUnchanged: () => log.push('same'),
  };
  const controller = new ConsentController(expectedInputs, effects, page);
  return { controller, log, page };
}

/** Waits for the first decision. */
async function makeStarted(...args: Parameters<typeof makeController>) {
  const setup = makeController(...args);
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
  expect(log).toEqual(['suspend', 'denial-pending']);
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
  expect(log.slice(-2)).toEqual(['granted', 'denial-dropped']);
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

/** A platform granted consent, and then reports a denial. */
async function makePending(onPost?: (kind: OtherTabAction) => void) {
  const setup = await makeStarted([], onPost);
  await setup.controller.setSignal('platform', 'granted', 'yes');
  setup.log.length = 0;
  await setup.controller.setSignal('platform', 'denied', 'no');
  return setup;
}

test('a denial by a platform suspends, and takes effect after two seconds', async () => {
  const { controller, log, page } = await makePending();
  expect(log).toEqual(['suspend', 'denial-pending']);
  page.elapse(1_999);
  expect(controller.isDenialPending).toBe(true);
  page.elapse(1);
  await microtasks();
  expect([log, controller.isDenialPending]).toEqual([['suspend', 'denial-pending', 'denied', 'same'], false]);
});

test('a grant within two seconds ends the suspension', async () => {
  const { controller, log, page } = await makePending();
  page.elapse(200);
  await controller.setSignal('platform', 'granted', 'yes');
  page.elapse(10_000);
  await microtasks();
  expect(log).toEqual(['suspend', 'denial-pending', 'granted', 'denial-dropped']);
});

test('a repeated or missing answer does not extend the time', async () => {
  const { controller, log, page } = await makePending();
  page.elapse(1_500);
  await controller.setSignal('platform', 'denied', 'no');
  await controller.setSignal('platform', 'unset', 'dialog');
  page.elapse(500);
  await microtasks();
  expect(log).toEqual(['suspend', 'denial-pending', 'suspend', 'suspend', 'denied', 'unset']);
});

test("the shop's denial takes effect at once, also during a pending one", async () => {
  const { controller, log, page } = await makePending();
  await controller.setConsent('denied');
  expect([log.at(-1), controller.isDenialPending]).toEqual(['denied', false]);
  page.elapse(10_000);
  await microtasks();
  expect(log.filter((what) => what === 'denied')).toHaveLength(1);
});

test("the shop's grant does not end a platform's pending denial", async () => {
  const { controller, log } = await makePending();
  await controller.setConsent('granted');
  expect([log.at(-1), controller.isDenialPending]).toEqual(['suspend', true]);
});

test('a pending denial takes effect when the page is left', async () => {
  const { controller, log } = await makePending();
  controller.onLeave();
  await microtasks();
  expect(log).toEqual(['suspend', 'denial-pending', 'mark', 'denied', 'same']);
  // The page was restored, and the platform grants consent.
  await controller.setSignal('platform', 'granted', 'yes');
  expect(log.at(-1)).toBe('granted');
});

test('after a settled denial, the next passing denial waits again', async () => {
  const { controller, log } = await makePending();
  await controller.settle();
  await controller.setSignal('platform', 'granted', 'yes');
  await controller.setSignal('platform', 'denied', 'no');
  expect(log.slice(-3)).toEqual(['granted', 'suspend', 'denial-pending']);
});

test('a pending denial in another tab suspends until that tab drops it', async () => {
  const { controller, log } = await makeStarted();
  await controller.setConsent('granted');
  controller.onOtherTab('denial-pending');
  await controller.setConsent('granted');
  expect(log).toEqual(['granted', 'suspend', 'suspend']);
  controller.onOtherTab('denial-dropped');
  await microtasks();
  expect(log.at(-1)).toBe('granted');
  expect(controller.inputs.trace).toHaveLength(1);
});

test('a pending denial in a tab that crashed takes effect', async () => {
  const { controller, log, page } = await makeStarted();
  await controller.setConsent('granted');
  controller.onOtherTab('denial-pending');
  page.elapse(2_000);
  await microtasks();
  expect(log).toEqual(['granted', 'suspend', 'denied', 'same']);
  await controller.setConsent('granted');
  expect(log.at(-1)).toBe('granted');
});

test('two tabs with passing denials both resume', async () => {
  const tabs: ConsentController[] = [];
  const postTo = (other: number) => (kind: OtherTabAction) => tabs[other]!.onOtherTab(kind);
  const [a, b] = [await makeStarted([], postTo(1)), await makeStarted([], postTo(0))];
  tabs.push(a.controller, b.controller);
  for (const signal of ['granted', 'denied', 'granted'] as const)
    for (const controller of tabs) await controller.setSignal('platform', signal, 'why');
  await microtasks();
  expect([a.log.at(-1), b.log.at(-1)]).toEqual(['granted', 'denial-dropped']);
  expect(tabs.map(({ isDenialPending }) => isDenialPending)).toEqual([false, false]);
});
