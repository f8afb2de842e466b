import { expose } from 'comlink';
import { afterEach, expect, test } from 'vitest';
import { EngineClient } from './client/engineClient.js';
import { WorkerEngineHost } from './engine/engineHost.js';
import { FakeWorker } from './testing/fakeWorker.js';
import { releaseOfBiases } from './testing/smallRelease.js';
import { engineOptions, historyOf, testEnvironment, viewOf } from './testing/testEngine.js';

const release = releaseOfBiases([1, 5, 3, 2, 4]);
const clients: EngineClient[] = [];
afterEach(() => Promise.all(clients.splice(0).map((client) => (client.dispose(), client.whenStopped))));

/** The real client and engine, connected by a channel instead of a thread. */
function connectEngine(stored = historyOf(viewOf('a'))) {
  const { environment, readers } = testEnvironment(release, stored);
  const client = new EngineClient({
    createWorker: () => {
      const worker = new FakeWorker();
      expose(new WorkerEngineHost(environment), worker.inside);
      return worker.asWorker;
    },
    checkWorker: undefined,
    engine: () => engineOptions,
    onStateChange: () => {},
  });
  clients.push(client);
  const rerank = () =>
    client.call(
      (engine) =>
        engine.rerank({
          itemIds: ['a', 'b', 'c'],
          cursor: undefined,
          history: undefined,
          noticesSent: client.noticesSent,
        }),
      { deadlineMs: 5_000 },
    );
  return { client, readers, rerank };
}

test('a list is ranked across the worker boundary', async () => {
  const { rerank } = connectEngine();
  expect(await rerank()).toEqual({ order: Uint32Array.of(1, 2, 0), release: 'r1', tier: 'light', historyId: 'e' });
});

test('a rerank after a forget never sees the erased history', async () => {
  const { client, readers, rerank } = connectEngine();
  await rerank();
  readers[0]!.stored = undefined;
  client.forget();
  expect(await rerank()).toEqual({ reason: 'cold-start', release: 'r1', tier: 'light', historyId: undefined });
});

test('many lists after many events are all ranked', async () => {
  const { client, rerank } = connectEngine();
  await rerank();
  const replies = [];
  for (let seq = 2; seq < 50; seq++) {
    client.advance(viewOf('b'), { historyId: 'e', seq });
    replies.push(rerank());
  }
  for (const { order } of await Promise.all(replies)) expect(order).toEqual(Uint32Array.of(1, 2, 0));
});

test('a new worker counts notices from 1', async () => {
  const { client, rerank } = connectEngine();
  await rerank();
  client.forget();
  client.stop();
  await client.whenStopped;
  expect((await rerank()).order).toBeDefined();
});
