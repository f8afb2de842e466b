import { AisleError } from '@aisle/core';
import { expose } from 'comlink';
import { afterEach, expect, test, vi } from 'vitest';
import type { EngineHost } from '../engineApi.js';
import { FakeWorker } from '../testing/fakeWorker.js';
import { wrapEngine } from './wrapEngine.js';

const workers: FakeWorker[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const worker of workers.splice(0)) worker.terminate();
});

/** The page's proxy of an engine with these methods. */
function wrapMethods(methods: Record<string, (request: never) => unknown>) {
  const worker = new FakeWorker();
  workers.push(worker);
  expose({ engine: methods }, worker.inside);
  return {
    worker,
    engine: wrapEngine(worker.asWorker).engine as unknown as Record<string, (request: unknown) => Promise<unknown>>,
  };
}

test('each of 100 calls gets its own reply under a constant Math.random', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  // Later calls get earlier replies.
  const { engine } = wrapMethods({
    rerank: async (n: number) => new Promise((resolve) => setTimeout(resolve, 20 - n / 5, `reply ${n}`)),
  });
  const numbers = [...Array(100).keys()];
  expect(await Promise.all(numbers.map((n) => engine.rerank!(n)))).toEqual(numbers.map((n) => `reply ${n}`));
});

test('an AisleError crosses with its code, message and details', async () => {
  const { engine } = wrapMethods({
    predict: () => {
      throw new AisleError('catalogue-file-unusable', 'Catalogue file /c.json: it is empty.', { url: '/c.json' });
    },
    rerank: () => Promise.reject(new TypeError('x is not a function')),
  });
  const thrown = await engine.predict!(1).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(AisleError);
  expect(thrown).toMatchObject({
    code: 'catalogue-file-unusable',
    message: 'Catalogue file /c.json: it is empty.',
    details: { url: '/c.json' },
  });
  await expect(engine.rerank!(1)).rejects.toMatchObject({ code: 'internal', message: 'x is not a function' });
});

test('a call without a message id rejects instead of losing its reply', async () => {
  const { engine } = wrapMethods({ rerank: () => 'reply' });
  const join = vi.spyOn(Array.prototype, 'join').mockReturnValue('');
  const answer = engine.rerank!(1);
  join.mockRestore();
  await expect(answer).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('methods of Array'),
  });
});

test('the release of a garbage-collected wrapper does not end the worker', async () => {
  const registered: object[] = [];
  vi.spyOn(FinalizationRegistry.prototype, 'register').mockImplementation(
    (_target, endpoint) => void registered.push(endpoint as object),
  );
  const { worker, engine } = wrapMethods({ rerank: (n: number) => n });
  const posted = vi.spyOn(worker, 'postMessage');
  expect(await engine.rerank!(7)).toBe(7);
  for (const endpoint of registered) (endpoint as MessagePort).postMessage({ type: 'RELEASE', id: '1' });
  expect(posted).toHaveBeenCalledTimes(1);
  expect(await engine.rerank!(8)).toBe(8);
});

test('a promise can be resolved with the engine', async () => {
  const { worker, engine } = wrapMethods({ rerank: (n: number) => n });
  const posted = vi.spyOn(worker, 'postMessage');
  expect(await Promise.resolve(engine)).toBe(engine);
  expect(Object.prototype.toString.call(engine)).toBe('[object Object]');
  expect(posted).not.toHaveBeenCalled();
});

test('start transfers the port for notices', async () => {
  const worker = new FakeWorker();
  workers.push(worker);
  const start = vi.fn<EngineHost['start']>(async (_version, _options, port) => port.postMessage('hello'));
  expose({ start }, worker.inside);
  const { port1, port2 } = new MessageChannel();
  const received = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
  await wrapEngine(worker.asWorker).start(8, {} as never, port2);
  expect(await received).toBe('hello');
  port1.close();
});
