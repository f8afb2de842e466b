import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { OwnedProcess } from './ownedProcess.js';

let owned: OwnedProcess | undefined;
afterEach(() => owned?.stop());

/** A Node process that runs `source`. */
const start = (source: string, environment?: Record<string, string>) =>
  (owned = new OwnedProcess(process.execPath, ['-e', source], environment));

const WAITS = 'setInterval(() => undefined, 1000);';

test('firstLine reads stdout with the given environment', async () => {
  const program = start(`console.log(process.env.GREETING); console.log('second'); ${WAITS}`, { GREETING: 'hello' });
  expect(await program.firstLine()).toBe('hello');
});

test('waitUntilReady polls until it finds a value', async () => {
  let polls = 0;
  expect(await start(WAITS).waitUntilReady(() => (++polls === 3 ? 'ready' : undefined))).toBe('ready');
});

test('a program that ends early is reported with its stderr', async () => {
  const program = start(`console.error('no display'); process.exit(3);`);
  const error = await program.waitUntilReady(() => undefined).catch((thrown: Error) => thrown);
  expect((error as Error).message).toContain(
    `${process.execPath}: ended with exit code 3. Its last messages:\nno display`,
  );
});

test('a missing program is reported', async () => {
  owned = new OwnedProcess('/no/such/program', []);
  await expect(owned.waitUntilReady(() => undefined)).rejects.toThrow(
    '/no/such/program: spawn /no/such/program ENOENT',
  );
});

test('stop ends the program and its children', async () => {
  const connections: Socket[] = [];
  const server = createServer((socket) => connections.push(socket.resume())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Program and child each hold a connection that closes when they end.
  const connects = `require('node:net').connect(${(server.address() as AddressInfo).port}, '127.0.0.1');`;
  const spawns = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(connects)}]);`;
  const program = start(connects + spawns);
  await program.waitUntilReady(() => (connections.length === 2 ? true : undefined));
  const closed = connections.map((socket) => once(socket, 'close'));
  await program.stop();
  await Promise.all(closed);
  server.close();
});
