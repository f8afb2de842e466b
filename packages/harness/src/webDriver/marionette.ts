import { connect } from 'node:net';
import type { WebDriverTransport } from './webDriverSession.js';

type Settle = { resolve(value: unknown): void; reject(error: Error): void };

/**
 * Firefox's own server of WebDriver, which geckodriver translates to HTTP and Debian has no package of. A message is its
 * length in bytes, a colon and JSON: `[0, id, command, parameters]` there, `[1, id, error, result]` back.
 * https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 */
export async function connectMarionette(port: number): Promise<WebDriverTransport> {
  const socket = connect(port, '127.0.0.1');
  const waiting = new Map<number, Settle>();
  let nextId = 1;
  let unread = Buffer.alloc(0);

  const receive = (message: unknown): void => {
    // The first message is a greeting and no array.
    if (!Array.isArray(message)) return;
    const [, id, error, result] = message as [1, number, { error: string; message: string } | null, unknown];
    const settle = waiting.get(id);
    waiting.delete(id);
    if (error !== null) settle?.reject(new Error(`${error.error}: ${error.message}`));
    // Marionette wraps a value that is no object.
    else settle?.resolve(typeof result === 'object' && result !== null && 'value' in result ? result.value : result);
  };

  socket.on('data', (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    for (;;) {
      const colon = unread.indexOf(':');
      const end = colon + 1 + Number(unread.toString('utf8', 0, Math.max(colon, 0)));
      if (colon < 0 || unread.length < end) return;
      const message: unknown = JSON.parse(unread.toString('utf8', colon + 1, end));
      unread = unread.subarray(end);
      receive(message);
    }
  });
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Firefox closed the connection.'));
    waiting.clear();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  // What fails later ends in 'close'.
  socket.on('error', () => undefined);

  return {
    send: (command, parameters) =>
      new Promise((resolve, reject) => {
        if (socket.closed) return reject(new Error('Firefox closed the connection.'));
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        const message = JSON.stringify([0, id, `WebDriver:${command}`, parameters]);
        socket.write(`${Buffer.byteLength(message)}:${message}`);
      }),
  };
}
