import { expect, test } from 'vitest';
import { PROTOCOL_VERSION } from '../protocol.js';
import { engineOptions, testEnvironment } from '../testing/testEngine.js';
import { WorkerEngineHost } from './engineHost.js';

const { environment } = testEnvironment(undefined, undefined);

test('the handshake creates the engine', async () => {
  const host = new WorkerEngineHost(environment);
  expect(() => host.engine).toThrow('before the handshake');
  const { port1, port2 } = new MessageChannel();
  await host.start(PROTOCOL_VERSION, engineOptions, port2);
  await host.engine.ping();
  port1.close();
});

test('another protocol version is refused with both versions', async () => {
  await expect(new WorkerEngineHost(environment).start(99, engineOptions, {} as MessagePort)).rejects.toMatchObject({
    code: 'protocol-mismatch',
    details: { page: 99, worker: PROTOCOL_VERSION },
  });
});
