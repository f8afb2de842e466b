import { connect } from 'node:net';
import { Session, WebDriver } from 'selenium-webdriver';

/** Marionette's commands (`WebDriver:…`) by the names that selenium-webdriver gives them (its lib/command.js). */
const COMMANDS: Readonly<Record<string, string>> = {
  setTimeout: 'SetTimeouts',
  getCurrentWindowHandle: 'GetWindowHandle',
  newWindow: 'NewWindow',
  switchToWindow: 'SwitchToWindow',
  close: 'CloseWindow',
  get: 'Navigate',
  getCurrentUrl: 'GetCurrentURL',
  refresh: 'Refresh',
  goBack: 'Back',
  findElement: 'FindElement',
  clickElement: 'ElementClick',
  executeAsyncScript: 'ExecuteAsyncScript',
};

interface PendingCommand {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/**
 * Sends commands to Firefox's own WebDriver server. A message is its length in bytes, a colon and JSON:
 * `[0, id, command, parameters]` to Firefox, `[1, id, error, result]` from it.
 * https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 */
async function openConnection(port: number): Promise<(command: string, parameters: object) => Promise<unknown>> {
  const socket = connect(port, '127.0.0.1');
  const pending = new Map<number, PendingCommand>();
  let nextId = 1;
  let unread = Buffer.alloc(0);

  const receive = (message: unknown): void => {
    // The first message is a greeting, which is not an array.
    if (!Array.isArray(message)) return;
    const [, id, error, result] = message as [1, number, { error: string; message: string } | null, unknown];
    const command = pending.get(id);
    pending.delete(id);
    if (error !== null) command?.reject(new Error(`${error.error}: ${error.message}`));
    // Marionette wraps a value that is not an object.
    else command?.resolve(typeof result === 'object' && result !== null && 'value' in result ? result.value : result);
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
    for (const { reject } of pending.values()) reject(new Error('Firefox closed the connection.'));
    pending.clear();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  // Later errors close the socket, which the 'close' handler reports.
  socket.on('error', () => undefined);

  return (command, parameters) =>
    new Promise((resolve, reject) => {
      if (socket.closed) return reject(new Error('Firefox closed the connection.'));
      const id = nextId++;
      pending.set(id, { resolve, reject });
      const message = JSON.stringify([0, id, `WebDriver:${command}`, parameters]);
      socket.write(`${Buffer.byteLength(message)}:${message}`);
    });
}

/**
 * A selenium-webdriver client of Firefox without geckodriver. Debian stable has no package of geckodriver, and the one
 * on npm downloads it from GitHub. This file can go when Debian has the package.
 */
export async function connectMarionette(port: number): Promise<WebDriver> {
  const send = await openConnection(port);
  const { sessionId } = (await send('NewSession', {})) as { sessionId: string };
  return new WebDriver(new Session(sessionId, {}), {
    execute: async (command) => {
      const name = COMMANDS[command.getName()];
      if (name === undefined) throw new Error(`${command.getName()} has no entry in COMMANDS of marionette.ts.`);
      const { sessionId: _, id, ...parameters } = command.getParameters() as Record<string, unknown>;
      // The element of a command is an object; Marionette expects its id.
      return send(name, id === undefined ? parameters : { ...parameters, id: Object.values(id as object)[0] });
    },
  });
}
