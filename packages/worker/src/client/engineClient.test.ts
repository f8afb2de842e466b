import { AisleError, type AisleErrorCode } from '@aisle/core';
import { expose } from 'comlink';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NumberedNotice } from '../protocol.js';
import { FakeWorker } from '../testing/fakeWorker.js';
import { engineOptions, viewOf } from '../testing/testEngine.js';
import { EngineClient, type EngineClientOptions, type WorkerState } from './engineClient.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  for (const worker of workers.splice(0)) worker.terminate();
});

const workers: ScriptedWorker[] = [];

/** A worker with a test's engine. */
class ScriptedWorker extends FakeWorker {
  readonly notices: NumberedNotice[] = [];
  repliesToShutDown = true;
  start = async (): Promise<void> => undefined;
  engine: Record<string, (request: never) => unknown> = {
    ping: () => undefined,
    rerank: (request: unknown) => request,
  };

  constructor() {
    super();
    workers.push(this);
    expose(
      {
        start: async (_version: number, _options: unknown, port: MessagePort) => {
          port.onmessage = ({ data }: MessageEvent<NumberedNotice>) => {
            this.notices.push(data);
            if (data.kind === 'shutDown' && this.repliesToShutDown) port.postMessage({ kind: 'stopped' });
          };
          await this.start();
        },
        engine: new Proxy({}, { get: (_, method: string) => this.engine[method] }),
      },
      this.inside,
    );
  }
}

function createTestClient(
  prepare: (worker: ScriptedWorker) => void = () => {},
  options: Partial<EngineClientOptions> = {},
) {
  const states: WorkerState[] = [];
  const client = new EngineClient({
    createWorker: () => {
      const worker = new ScriptedWorker();
      prepare(worker);
      return worker.asWorker;
    },
    checkWorker: undefined,
    engine: () => engineOptions,
    onStateChange: (state) => states.push(state),
    ...options,
  });
  return { client, states };
}

const call = (client: EngineClient, deadlineMs = 100, signal?: AbortSignal) =>
  client.call((engine) => engine.rerank('list' as never) as Promise<unknown>, {
    deadlineMs,
    ...(signal && { signal }),
  });
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: AisleError): AisleErrorCode => error.code,
  );
const never = () => new Promise<never>(() => {});
const workerIs = (client: EngineClient, state: WorkerState) => vi.waitFor(() => expect(client.state).toBe(state));

test('the first call starts the worker, later ones use it', async () => {
  const { client, states } = createTestClient();
  expect(await Promise.all([call(client), call(client)])).toEqual(['list', 'list']);
  expect(states).toEqual(['starting', 'ready']);
  expect(workers).toHaveLength(1);
});

test('a timed-out call keeps a worker that replies to a ping', async () => {
  const { client } = createTestClient((worker) => (worker.engine.rerank = never));
  client.start();
  await workerIs(client, 'ready');
  const answer = codeOf(call(client, 100));
  await vi.advanceTimersByTimeAsync(99);
  expect(await Promise.race([answer, 'pending'])).toBe('pending');
  await vi.advanceTimersByTimeAsync(1);
  expect(await answer).toBe('timeout');
  await vi.advanceTimersByTimeAsync(8_000);
  expect(client.state).toBe('ready');
});

test('a call ends with its signal, before or during the call', async () => {
  const { client } = createTestClient((worker) => (worker.engine.rerank = never));
  expect(await codeOf(call(client, 100, AbortSignal.abort()))).toBe('aborted');
  const controller = new AbortController();
  const answer = codeOf(call(client, 100, controller.signal));
  controller.abort();
  expect(await answer).toBe('aborted');
});

test('a worker that ignores a ping for 8 s is restarted', async () => {
  const { client, states } = createTestClient((worker) => {
    if (workers.length === 1) worker.engine = { ping: never, rerank: never };
  });
  client.start();
  await workerIs(client, 'ready');
  const answer = codeOf(call(client, 100));
  await vi.advanceTimersByTimeAsync(100);
  expect(await answer).toBe('timeout');
  await vi.advanceTimersByTimeAsync(8_000);
  await workerIs(client, 'restarting');
  expect(workers[0]!.terminated).toBe(true);
  expect(client.lastProblem).toMatchObject({
    code: 'worker-died',
    message: 'The engine did not answer within 8000 ms.',
  });
  await vi.advanceTimersByTimeAsync(300);
  await workerIs(client, 'ready');
  expect(await call(client)).toBe('list');
  expect(states).toEqual(['starting', 'ready', 'restarting', 'restarting', 'ready']);
});

test('a worker that fails ends its calls and is restarted once', async () => {
  const { client } = createTestClient((worker) => (worker.engine.rerank = never));
  client.start();
  await workerIs(client, 'ready');
  const waiting = call(client, Infinity).catch((error: AisleError) => error.toJSON());
  await vi.advanceTimersByTimeAsync(0);
  workers[0]!.fail('killed by the test');
  expect(await waiting).toEqual({
    code: 'worker-died',
    message: 'The worker failed: killed by the test.',
    details: { message: 'killed by the test' },
  });
  await workerIs(client, 'restarting');
  await vi.advanceTimersByTimeAsync(300);
  await workerIs(client, 'ready');
  workers[1]!.failMessage();
  await workerIs(client, 'unavailable');
  expect(client.lastProblem?.message).toBe('A message from the worker could not be read.');
  expect(await codeOf(call(client))).toBe('worker-unavailable');
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
});

test('a script that fails to load twice makes the engine unavailable', async () => {
  const { client } = createTestClient((worker) => (worker.start = never));
  client.start();
  workers[0]!.fail();
  await workerIs(client, 'restarting');
  await vi.advanceTimersByTimeAsync(300);
  workers[1]!.fail();
  await workerIs(client, 'unavailable');
  expect(client.lastProblem?.message).toMatch(
    /^The worker failed: its script could not be loaded; check the worker URL/,
  );
});

test('a handshake without a reply for 10 s fails', async () => {
  const { client } = createTestClient((worker) => (worker.start = never));
  client.start();
  await vi.advanceTimersByTimeAsync(10_000);
  await workerIs(client, 'restarting');
  expect(client.lastProblem).toMatchObject({
    code: 'worker-unavailable',
    message: 'The engine did not answer within 10000 ms.',
  });
});

test('another protocol version is not retried', async () => {
  const { client } = createTestClient((worker) => {
    worker.start = () => Promise.reject(new AisleError('protocol-mismatch', 'deploy both', { page: 8, worker: 9 }));
  });
  client.start();
  await workerIs(client, 'unavailable');
  expect(client.lastProblem).toMatchObject({
    code: 'protocol-mismatch',
    message: 'deploy both',
    details: { page: 8, worker: 9 },
  });
  expect(workers).toHaveLength(1);
});

test('a worker that fails checkWorker is not created', async () => {
  const { client } = createTestClient(undefined, {
    checkWorker: () => Promise.reject(new AisleError('worker-unavailable', 'another hash')),
  });
  client.start();
  await vi.advanceTimersByTimeAsync(300);
  await workerIs(client, 'unavailable');
  expect(workers).toHaveLength(0);
});

test('notices go to the running worker with its numbers', async () => {
  const { client } = createTestClient();
  const event = viewOf('a');
  client.advance(event, { historyId: 'e', seq: 1 });
  expect(client.noticesSent).toBe(0);
  await call(client);
  client.advance(event, { historyId: 'e', seq: 2 });
  client.forget();
  expect(client.noticesSent).toBe(2);
  await vi.waitFor(() =>
    expect(workers[0]!.notices).toEqual([
      { kind: 'advance', event, cursor: { historyId: 'e', seq: 2 }, number: 1 },
      { kind: 'forget', number: 2 },
    ]),
  );
  workers[0]!.fail('gone');
  await workerIs(client, 'restarting');
  await vi.advanceTimersByTimeAsync(300);
  await workerIs(client, 'ready');
  expect(client.noticesSent).toBe(0);
});

test('stop ends calls and terminates the worker 0.5 s after its shutdown', async () => {
  const { client } = createTestClient((worker) => (worker.engine.rerank = never));
  client.start();
  await workerIs(client, 'ready');
  const answer = codeOf(call(client));
  await vi.advanceTimersByTimeAsync(0);
  client.stop();
  expect(client.state).toBe('idle');
  expect(await answer).toBe('aborted');
  expect(workers[0]!.terminated).toBe(false);
  client.forget();
  await client.whenStopped;
  await vi.advanceTimersByTimeAsync(499);
  expect(workers[0]!.terminated).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(workers[0]!.terminated).toBe(true);
  expect(workers[0]!.notices).toEqual([{ kind: 'shutDown', number: 1 }]);
});

test('a worker that does not shut down is terminated after 2 s', async () => {
  const { client } = createTestClient((worker) => (worker.repliesToShutDown = false));
  await call(client);
  client.stop();
  await vi.advanceTimersByTimeAsync(1_999);
  expect(workers[0]!.terminated).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(workers[0]!.terminated).toBe(true);
  await client.whenStopped;
});

// WebKit suspends the worker of a cached page in the middle of a read, which blocks every write of other pages.
test('a page that is cached terminates a worker with an unanswered call', async () => {
  const { client, states } = createTestClient((worker) => {
    if (workers.length === 1) worker.engine.rerank = never;
  });
  client.start();
  await workerIs(client, 'ready');
  const answer = codeOf(call(client, 100));
  await vi.advanceTimersByTimeAsync(100);
  expect(await answer).toBe('timeout');
  client.onCached();
  expect([workers[0]!.terminated, client.state]).toEqual([true, 'idle']);
  client.onResume();
  expect(await call(client)).toBe('list');
  expect(states).toEqual(['starting', 'ready', 'idle', 'starting', 'ready']);
});

test('a call that is pending when the page is cached ends as aborted', async () => {
  const { client } = createTestClient((worker) => (worker.engine.rerank = never));
  client.start();
  await workerIs(client, 'ready');
  const answer = codeOf(call(client));
  await vi.advanceTimersByTimeAsync(0);
  client.onCached();
  expect(await answer).toBe('aborted');
});

test('a cached page starts no worker and calls none until it returns', async () => {
  const { client } = createTestClient();
  client.onCached();
  client.start();
  expect(await codeOf(call(client))).toBe('aborted');
  expect(workers).toHaveLength(0);
  client.onResume();
  expect(await call(client)).toBe('list');
  client.onCached();
  expect(await codeOf(call(client))).toBe('aborted');
  client.onResume();
  expect(await call(client)).toBe('list');
  expect(workers).toHaveLength(1);
});

test('a page that is cached keeps a worker without calls', async () => {
  const { client } = createTestClient((worker) => {
    worker.engine.predict = () => Promise.reject(new Error('no release'));
  });
  await call(client);
  expect(await codeOf(client.call((engine) => engine.predict({} as never), { deadlineMs: 100 }))).toBe('internal');
  client.onCached();
  expect([workers[0]!.terminated, client.state]).toEqual([false, 'ready']);
});

test('a page that is cached terminates a worker that has not shut down', async () => {
  const { client } = createTestClient((worker) => (worker.repliesToShutDown = false));
  await call(client);
  client.stop();
  client.stop();
  await vi.advanceTimersByTimeAsync(100);
  expect(workers[0]!.terminated).toBe(false);
  client.onCached();
  expect([workers[0]!.terminated, client.state]).toEqual([true, 'idle']);
});

test('a page that is cached keeps a worker that has shut down', async () => {
  const { client } = createTestClient();
  await call(client);
  client.stop();
  await client.whenStopped;
  client.onCached();
  expect(workers[0]!.terminated).toBe(false);
});

test('a stop before the next worker exists keeps the previous one shutting down', async () => {
  const { client } = createTestClient(undefined, {
    checkWorker: () => new Promise((resolve) => setTimeout(resolve, 50)),
  });
  client.start();
  await vi.advanceTimersByTimeAsync(50);
  await workerIs(client, 'ready');
  client.stop();
  client.start();
  client.stop();
  expect(workers[0]!.terminated).toBe(false);
  await client.whenStopped;
  await vi.advanceTimersByTimeAsync(500);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true]);
});

test('a failed worker gets no shutDown notice', async () => {
  const { client } = createTestClient();
  await call(client);
  workers[0]!.fail('gone');
  client.stop();
  expect(workers[0]!.terminated).toBe(true);
  await client.whenStopped;
  expect(workers[0]!.notices).toEqual([]);
});

test('stop during the handshake terminates the worker at once', async () => {
  const { client, states } = createTestClient((worker) => (worker.start = never));
  const answer = codeOf(call(client));
  client.stop();
  expect(workers[0]!.terminated).toBe(true);
  expect(await answer).toBe('aborted');
  await client.whenStopped;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(states).toEqual(['starting', 'idle']);
  expect(workers).toHaveLength(1);
});

test('stop before the creation of the worker prevents it', async () => {
  const { client } = createTestClient(undefined, {
    checkWorker: () => new Promise((resolve) => setTimeout(resolve, 50)),
  });
  const answer = codeOf(call(client));
  client.stop();
  await client.whenStopped;
  await vi.advanceTimersByTimeAsync(50);
  expect(await answer).toBe('aborted');
  expect(workers).toHaveLength(0);
});

test('a call after stop starts a worker, a call after dispose fails', async () => {
  const { client } = createTestClient();
  await call(client);
  client.stop();
  expect(await call(client)).toBe('list');
  expect(workers).toHaveLength(2);
  client.dispose();
  expect(await codeOf(call(client))).toBe('disposed');
  await client.whenStopped;
  await vi.advanceTimersByTimeAsync(500);
  expect(workers.map(({ terminated }) => terminated)).toEqual([true, true]);
});
