import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { By } from 'selenium-webdriver';
import { afterEach, expect, test } from 'vitest';
import { connectMarionette } from './marionette.js';

let firefox: { readonly sent: unknown[]; readonly socket: () => Socket; close(): void };
afterEach(() => firefox.close());

const frame = (message: unknown) => `${Buffer.byteLength(JSON.stringify(message))}:${JSON.stringify(message)}`;

/** A Marionette server that records commands and answers them in two pieces. Results come from `answers`. */
async function startFirefox(answers: Record<string, [error: object | null, result: unknown]>): Promise<number> {
  const sent: unknown[] = [];
  let socket: Socket;
  const server = createServer((connection) => {
    socket = connection;
    socket.write(frame({ applicationType: 'gecko', marionetteProtocol: 3 }));
    socket.on('data', (data: Buffer) => {
      const [, id, name, parameters] = JSON.parse(data.toString().replace(/^\d+:/, '')) as [0, number, string, object];
      sent.push([name, parameters]);
      const answer = frame([1, id, ...(answers[name] ?? [null, { value: null }])]);
      socket.write(answer.slice(0, 7));
      setTimeout(() => socket.write(answer.slice(7)), 5);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  firefox = { sent, socket: () => socket, close: () => (socket.destroy(), server.close()) };
  return (server.address() as AddressInfo).port;
}

const SESSION = { 'WebDriver:NewSession': [null, { sessionId: 'one' }] } satisfies Record<string, [null, unknown]>;

test('the client starts a session and sends commands over Marionette', async () => {
  const element = { 'element-6066-11e4-a52e-4f735466cecf': 'bütton' };
  const port = await startFirefox({ ...SESSION, 'WebDriver:FindElement': [null, { value: element }] });
  const client = await connectMarionette(port);
  await client.get('http://shop/ü');
  await client.findElement(By.css('button')).click();
  expect(firefox.sent).toEqual([
    ['WebDriver:NewSession', {}],
    ['WebDriver:Navigate', { url: 'http://shop/ü' }],
    ['WebDriver:FindElement', { using: 'css selector', value: 'button' }],
    ['WebDriver:ElementClick', { id: 'bütton' }],
  ]);
});

test('a command rejects with the error of Firefox', async () => {
  const error = { error: 'no such window', message: 'The tab is closed.' };
  const client = await connectMarionette(await startFirefox({ ...SESSION, 'WebDriver:Refresh': [error, null] }));
  await expect(client.navigate().refresh()).rejects.toThrow('no such window: The tab is closed.');
});

test('commands reject after Firefox closes the connection', async () => {
  const client = await connectMarionette(await startFirefox(SESSION));
  firefox.socket().destroy();
  await expect(client.getWindowHandle()).rejects.toThrow('Firefox closed the connection.');
});

test('a command without an entry in the table is refused', async () => {
  const client = await connectMarionette(await startFirefox(SESSION));
  await expect(client.getTitle()).rejects.toThrow('getTitle has no entry in COMMANDS of marionette.ts.');
});
