import { AisleError, type TrackedEvent } from '@aisle/core';
import type { EngineApi, EngineStatus, HistoryRequest } from '@aisle/worker';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EngineSession } from './engineSession.js';
import { STATUS, StubClient } from './testing/stubClient.js';

const EVENT = {} as TrackedEvent;
const listener = { onReady: vi.fn(), onRelease: vi.fn(), onStopped: vi.fn(), onChange: vi.fn() };
let tracker: {
  storage: string;
  consent: string;
  storedEvents?: number;
  historyId?: string;
  revalidation?: Promise<void>;
};
let client: StubClient;

function sessionOver(engine: Partial<EngineApi> = {}): EngineSession {
  const page = { whenIdle: async () => {}, deviceHints: async () => ({ saveResources: true }) };
  return new EngineSession(
    tracker as never,
    { page, openClient: (hooks) => (client = new StubClient(hooks, engine)) },
    listener,
  );
}

beforeEach(() => {
  Object.values(listener).forEach((called) => called.mockClear());
  tracker = { storage: 'device', consent: 'granted' };
});
afterEach(() => void vi.restoreAllMocks());

const settled = () => new Promise((resolve) => setTimeout(resolve));
const setConsent = async (session: EngineSession, consent: string, storage: string) => {
  Object.assign(tracker, { consent, storage });
  session.followConsent();
  await settled();
};
/** What the engine is sent of the history. */
const sent = async (session: EngineSession): Promise<HistoryRequest> => {
  let request: HistoryRequest | undefined;
  await session.ask(async (_, history) => ((request = history), { release: 'r1', tier: 'light', historyId: 'h1' }), {
    deadlineMs: 1,
  });
  return request!;
};

test('the worker follows consent, and restarts when it may keep the release', async () => {
  const session = sessionOver();
  await setConsent(session, 'unset', 'none');
  expect([client.log, session.isAllowed]).toEqual([[], false]);
  await setConsent(session, 'unset', 'memory');
  await setConsent(session, 'granted', 'device');
  await setConsent(session, 'denied', 'none');
  expect(client.log).toEqual(['start, persist: false', 'stop', 'start, persist: true', 'stop']);
  expect(session.status).toBeUndefined();
});

test('consent withdrawn before the page is idle starts nothing', async () => {
  const session = sessionOver();
  session.followConsent();
  await setConsent(session, 'denied', 'none');
  expect(client.log).toEqual([]);
});

test('a request has the latest cursor and the number of notices', async () => {
  const session = sessionOver();
  client.state = 'ready';
  expect(await sent(session)).toEqual({ cursor: undefined, history: undefined, noticesSent: 0 });
  session.onStored(EVENT, { historyId: 'h1', seq: 3 });
  session.onStoredInOtherTab({ historyId: 'h1', seq: 2 });
  expect(await sent(session)).toEqual({ cursor: { historyId: 'h1', seq: 3 }, history: undefined, noticesSent: 1 });
  session.onStoredInOtherTab({ historyId: 'h1', seq: 4 });
  expect((await sent(session)).cursor).toEqual({ historyId: 'h1', seq: 4 });
  session.onErased();
  expect(await sent(session)).toEqual({ cursor: undefined, history: undefined, noticesSent: 2 });
});

test("the history's id comes from the page, or else from a reply", async () => {
  const session = sessionOver();
  await sent(session);
  expect(session.historyId).toBe('h1');
  tracker.historyId = 'of the page';
  expect(session.historyId).toBe('of the page');
  tracker.storage = 'none';
  expect(session.historyId).toBeUndefined();
});

test('the reply about an erased history names no history', async () => {
  const session = sessionOver();
  const reply = { release: undefined, tier: undefined, historyId: 'erased' };
  await session.ask(async () => (session.onErased(), reply), { deadlineMs: 1 });
  expect(session.historyId).toBeUndefined();
});

test('after a freeze, a request waits until the history is known to be there', async () => {
  const session = sessionOver();
  tracker.revalidation = Promise.resolve().then(() => void (tracker.storage = 'none'));
  await expect(sent(session)).rejects.toMatchObject({ code: 'aborted' });
});

test('the status is learned at the start, after the update and by calibration', async () => {
  let update = (_: EngineStatus) => {};
  const calibrate = vi.fn(async () => ({ ...STATUS, catalogueTier: 'wasm' as const }));
  const session = sessionOver({ whenUpdated: () => new Promise((resolve) => (update = resolve)), calibrate });
  await setConsent(session, 'granted', 'device');
  expect(session.status).toMatchObject({ release: 'r1', catalogueTier: 'wasm' });
  expect(calibrate.mock.calls).toEqual([[{ saveResources: true }]]);
  update({ ...STATUS, release: 'r2' });
  await settled();
  expect(session.status).toMatchObject({ release: 'r2' });
  expect([listener.onReady, listener.onRelease].map(({ mock }) => mock.calls.length)).toEqual([1, 2]);
});

test('a worker that was stopped is not started by calibration', async () => {
  const calibrate = vi.fn(async () => STATUS);
  const session = sessionOver({ calibrate });
  client.state = 'ready';
  await session.learnStatus();
  client.state = 'idle';
  await settled();
  expect(calibrate).not.toHaveBeenCalled();
});

test('an engine without release or worker is reported on the console', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const problems = [{ code: 'manifest-unreachable', message: 'Nothing there.', details: {} }] as const;
  const session = sessionOver({
    whenReady: async () => ({ ...STATUS, release: undefined, problems }),
    whenUpdated: () => new Promise(() => {}),
  });
  await session.learnStatus();
  await session.learnStatus();
  client.setState('unavailable', new AisleError('worker-unavailable', 'No worker.'));
  expect(warn.mock.calls).toEqual([
    ['[aisle] Nothing there. Lists stay as they are.'],
    ['[aisle] No worker. Lists stay as they are.'],
  ]);
});

test('outcomes are zero for an empty history, and else the engine counts', async () => {
  const counts = { personalised: { shown: 1, clicked: 0, purchased: 0 }, holdout: { shown: 0, clicked: 0, purchased: 0 } };
  const session = sessionOver({ outcomes: async () => counts });
  expect(await session.countOutcomes()).toBeUndefined();
  tracker.storedEvents = 0;
  expect(await session.countOutcomes()).toMatchObject({ personalised: { shown: 0 } });
  tracker.storedEvents = 2;
  expect(await session.countOutcomes()).toBeUndefined();
  client.state = 'ready';
  expect(await session.countOutcomes()).toBe(counts);
});
