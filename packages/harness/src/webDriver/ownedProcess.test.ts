import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { OwnedProcess } from './ownedProcess.js';

let owned: OwnedProcess | undefined;
afterEach(() => owned?.stop());

/** A Node process that runs `source`. */
const start = (source: string, environment?: Record<string, string>) =>
  (owned = new OwnedProcess(process.execPath, ['-e', source], environment));

const WAITS = 'setInterval(() => undefined, 1000);';

test('the first line of output is read, with the environment given', async () => {
  const program = start(`console.log(process.env.GREETING); console.log('second'); ${WAITS}`, { GREETING: 'hello' });
  expect(await program.firstLine()).toBe('hello');
});

test('started waits until something is found', async () => {
  let looks = 0;
  expect(await start(WAITS).started(() => (++looks === 3 ? 'ready' : undefined))).toBe('ready');
});

test('a program that ends too early is reported with its stderr', async () => {
  const program = start(`console.error('no display'); process.exit(3);`);
  const error = await program.started(() => undefined).catch((thrown: Error) => thrown);
  expect((error as Error).message).toContain(`${process.execPath}: ended with exit code 3. It said:\nno display`);
});

test('a program that is missing is reported', async () => {
  owned = new OwnedProcess('/no/such/program', []);
  await expect(owned.started(() => undefined)).rejects.toThrow('/no/such/program: spawn /no/such/program ENOENT');
});

test('stop ends the program and its children', async () => {
  const connections: Socket[] = [];
  const server = createServer((socket) => connections.push(socket.resume())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Both hold a connection, which closes when they end.
  const connects = `require('node:net').connect(${(server.address() as AddressInfo).port}, '127.0.0.1');`;
  const spawns = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(connects)}]);`;
  const program = start(connects + spawns);
  await program.started(() => (connections.length === 2 ? true : undefined));
  const closed = connections.map((socket) => once(socket, 'close'));
  await program.stop();
  await Promise.all(closed);
  server.close();
});
