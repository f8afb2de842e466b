import { AisleError, type TrackedEvent } from '@aisle/core';
import type { EngineApi, EngineStatus, HistoryRequest } from '@aisle/worker';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineController } from './engineController.js';
import { STATUS, StubClient } from './testing/stubClient.js';

const EVENT = {} as TrackedEvent;
const listener = { onReady: vi.fn(), onRelease: vi.fn(), onStopped: vi.fn(), onChange: vi.fn() };
let tracker: {
  storage: string;
  consent: string;
  storedEvents?: number;
  historyId?: string;
  revalidation?: Promise<void>;
  consentInputs: { trace: { input: string }[] };
};
let client: StubClient;

function createController(engine: Partial<EngineApi> = {}, rowsBeforeConsent = false): EngineController {
  const page = { whenIdle: async () => {}, deviceHints: async () => ({ saveResources: true }) };
  return new EngineController(
    tracker as never,
    { page, rowsBeforeConsent, openClient: (hooks) => (client = new StubClient(hooks, engine)) },
    listener,
  );
}

beforeEach(() => {
  Object.values(listener).forEach((mock) => mock.mockClear());
  tracker = { storage: 'device', consent: 'granted', consentInputs: { trace: [] } };
});
afterEach(() => void vi.restoreAllMocks());

const flushTasks = () => new Promise((resolve) => setTimeout(resolve));
const setConsent = async (controller: EngineController, consent: string, storage: string) => {
  Object.assign(tracker, { consent, storage });
  controller.applyConsent();
  await flushTasks();
};
/** The history that a request contains. */
const sentHistory = async (controller: EngineController): Promise<HistoryRequest> => {
  let request: HistoryRequest | undefined;
  await controller.call(
    async (_, history) => ((request = history), { release: 'r1', tier: 'light', historyId: 'h1' }),
    {
      deadlineMs: 1,
    },
  );
  return request!;
};

test('the worker follows consent and restarts with permission to persist', async () => {
  const controller = createController();
  await setConsent(controller, 'unset', 'none');
  expect([client.log, controller.isAllowed]).toEqual([[], false]);
  await setConsent(controller, 'unset', 'memory');
  await setConsent(controller, 'granted', 'device');
  await setConsent(controller, 'denied', 'none');
  expect(client.log).toEqual(['start, persist: false', 'stop', 'start, persist: true', 'stop']);
  expect(controller.status).toBeUndefined();
});

test('for rows before consent, a call starts a worker without a history until the answer', async () => {
  const controller = createController({}, true);
  await setConsent(controller, 'unset', 'none');
  expect([client.log, controller.allows(true), controller.allows(false)]).toEqual([[], false, true]);
  // The client starts its worker on a call.
  client.start();
  // The tracker reports changes that are not about consent too.
  await setConsent(controller, 'unset', 'none');
  expect(client.log).toEqual(['start without history, persist: false']);
  await setConsent(controller, 'granted', 'device');
  await setConsent(controller, 'denied', 'none');
  expect(client.log).toEqual(['start without history, persist: false', 'stop', 'start, persist: true', 'stop']);
  expect(controller.allows(false)).toBe(false);
});

test('device hints are read after consent only', async () => {
  const calibrate = vi.fn(async () => STATUS);
  const controller = createController(
    { whenReady: async () => STATUS, whenUpdated: async () => STATUS, calibrate },
    true,
  );
  await setConsent(controller, 'unset', 'none');
  client.start();
  client.state = 'ready';
  await controller.updateStatus();
  await flushTasks();
  expect(calibrate).not.toHaveBeenCalled();
  await setConsent(controller, 'granted', 'device');
  client.state = 'ready';
  await controller.updateStatus();
  await flushTasks();
  expect(calibrate).toHaveBeenCalled();
});

test('a denial stops a worker that answers rows before consent', async () => {
  const controller = createController({}, true);
  await setConsent(controller, 'unset', 'none');
  client.start();
  await setConsent(controller, 'denied', 'none');
  expect(client.log).toEqual(['start without history, persist: false', 'stop']);
});

test('no row is allowed before consent while another tab makes consent uncertain', () => {
  Object.assign(tracker, { storage: 'none', consent: 'unset' });
  const controller = createController({}, true);
  tracker.consentInputs.trace = [{ input: 'shop' }, { input: 'another-tab' }];
  expect(controller.allows(false)).toBe(false);
  tracker.consentInputs.trace.pop();
  expect(controller.allows(false)).toBe(true);
});

test('without the option, rows need consent too', async () => {
  Object.assign(tracker, { storage: 'none', consent: 'unset' });
  expect(createController().allows(false)).toBe(false);
});

test('a row reads the history id that decides about the holdout', async () => {
  const readAll = vi.fn(async () => ((tracker.historyId = 'h1'), []));
  Object.assign(tracker, { readAll });
  const controller = createController();
  const row = async () => ({ release: 'r1', tier: 'light', historyId: undefined }) as const;
  await controller.call(row, { deadlineMs: 1 }, false);
  await controller.call(row, { deadlineMs: 1 }, false);
  expect([controller.historyId, readAll.mock.calls.length]).toEqual(['h1', 1]);
});

test('consent withdrawn before the page is idle starts nothing', async () => {
  const controller = createController();
  controller.applyConsent();
  await setConsent(controller, 'denied', 'none');
  expect(client.log).toEqual([]);
});

test('a request has the latest cursor and the number of notices', async () => {
  const controller = createController();
  client.state = 'ready';
  expect(await sentHistory(controller)).toEqual({ cursor: undefined, history: undefined, noticesSent: 0 });
  controller.onStored(EVENT, { historyId: 'h1', seq: 3 });
  controller.onStoredInOtherTab({ historyId: 'h1', seq: 2 });
  expect(await sentHistory(controller)).toEqual({
    cursor: { historyId: 'h1', seq: 3 },
    history: undefined,
    noticesSent: 1,
  });
  controller.onStoredInOtherTab({ historyId: 'h1', seq: 4 });
  expect((await sentHistory(controller)).cursor).toEqual({ historyId: 'h1', seq: 4 });
  controller.onErased();
  expect(await sentHistory(controller)).toEqual({ cursor: undefined, history: undefined, noticesSent: 2 });
});

test("the history's id comes from the page or from a reply", async () => {
  const controller = createController();
  await sentHistory(controller);
  expect(controller.historyId).toBe('h1');
  tracker.historyId = 'of the page';
  expect(controller.historyId).toBe('of the page');
  tracker.storage = 'none';
  expect(controller.historyId).toBeUndefined();
});

test('the reply about an erased history sets no history id', async () => {
  const controller = createController();
  const reply = { release: undefined, tier: undefined, historyId: 'erased' };
  await controller.call(async () => (controller.onErased(), reply), { deadlineMs: 1 });
  expect(controller.historyId).toBeUndefined();
});

test('after a freeze, a request waits for the revalidation of the history', async () => {
  const controller = createController();
  tracker.revalidation = Promise.resolve().then(() => void (tracker.storage = 'none'));
  await expect(sentHistory(controller)).rejects.toMatchObject({ code: 'aborted' });
});

test('the status is read at start, after the update and after calibration', async () => {
  let update = (_: EngineStatus) => {};
  const calibrate = vi.fn(async () => ({ ...STATUS, catalogueTier: 'wasm' as const }));
  const controller = createController({ whenUpdated: () => new Promise((resolve) => (update = resolve)), calibrate });
  await setConsent(controller, 'granted', 'device');
  expect(controller.status).toMatchObject({ release: 'r1', catalogueTier: 'wasm' });
  expect(calibrate.mock.calls).toEqual([[{ saveResources: true }]]);
  update({ ...STATUS, release: 'r2' });
  await flushTasks();
  expect(controller.status).toMatchObject({ release: 'r2' });
  expect([listener.onReady, listener.onRelease].map(({ mock }) => mock.calls.length)).toEqual([1, 2]);
});

test('calibration does not start a stopped worker', async () => {
  const calibrate = vi.fn(async () => STATUS);
  const controller = createController({ calibrate });
  client.state = 'ready';
  await controller.updateStatus();
  client.state = 'idle';
  await flushTasks();
  expect(calibrate).not.toHaveBeenCalled();
});

test('a missing release or worker is logged', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const problems = [{ code: 'manifest-unreachable', message: 'Nothing there.', details: {} }] as const;
  const controller = createController({
    whenReady: async () => ({ ...STATUS, release: undefined, problems }),
    whenUpdated: () => new Promise(() => {}),
  });
  await controller.updateStatus();
  await controller.updateStatus();
  client.setState('unavailable', new AisleError('worker-unavailable', 'No worker.'));
  expect(warn.mock.calls).toEqual([
    ['[aisle] Nothing there. Lists keep their order.'],
    ['[aisle] No worker. Lists keep their order.'],
  ]);
});

test('outcomes are zero for an empty history and counted otherwise', async () => {
  const counts = {
    personalised: { shown: 1, clicked: 0, purchased: 0 },
    holdout: { shown: 0, clicked: 0, purchased: 0 },
  };
  const controller = createController({ outcomes: async () => counts });
  expect(await controller.countOutcomes()).toBeUndefined();
  tracker.storedEvents = 0;
  expect(await controller.countOutcomes()).toMatchObject({ personalised: { shown: 0 } });
  tracker.storedEvents = 2;
  expect(await controller.countOutcomes()).toBeUndefined();
  client.state = 'ready';
  expect(await controller.countOutcomes()).toBe(counts);
});
