import { afterEach, expect, test, vi } from 'vitest';
import { WebDriverSession, type WebDriverCommand } from './webDriverSession.js';

afterEach(() => void vi.unstubAllGlobals());

/** A session over a transport that records commands and answers by `answers`; each new tab gets the next handle. */
async function startSession(
  answers: Partial<Record<WebDriverCommand, (parameters: Record<string, unknown>) => unknown>> = {},
) {
  const sent: [WebDriverCommand, Readonly<Record<string, unknown>>][] = [];
  let tabs = 0;
  const send = async (command: WebDriverCommand, parameters: Readonly<Record<string, unknown>>): Promise<unknown> => {
    sent.push([command, parameters]);
    await Promise.resolve();
    if (command === 'GetWindowHandle') return 'first';
    if (command === 'NewWindow') return { handle: `tab-${++tabs}` };
    return answers[command]?.(parameters);
  };
  const end = vi.fn(async () => undefined);
  const session = await WebDriverSession.start({ send }, { capabilities: {} }, end);
  return { session, end, sent, commands: () => sent.map(([command]) => command) };
}

test('a session starts with limits for scripts and pages', async () => {
  const { sent } = await startSession();
  expect(sent).toEqual([
    ['NewSession', { capabilities: {} }],
    ['SetTimeouts', { script: 45_000, pageLoad: 45_000 }],
    ['GetWindowHandle', {}],
  ]);
});

test('a tab opens from the first window and loads its URL', async () => {
  const { session, sent } = await startSession();
  await session.openTab('http://shop/');
  expect(sent.slice(3)).toEqual([
    ['SwitchToWindow', { handle: 'first' }],
    ['NewWindow', { type: 'tab' }],
    ['SwitchToWindow', { handle: 'tab-1' }],
    ['Navigate', { url: 'http://shop/' }],
  ]);
});

test('commands of two tabs run one at a time, each in its own', async () => {
  const { session, sent } = await startSession();
  const one = await session.openTab('http://shop/1');
  const two = await session.openTab('http://shop/2');
  sent.length = 0;
  await Promise.all([one.reload(), two.reload(), two.back()]);
  expect(sent).toEqual([
    ['SwitchToWindow', { handle: 'tab-1' }],
    ['Refresh', {}],
    ['SwitchToWindow', { handle: 'tab-2' }],
    ['Refresh', {}],
    ['Back', {}],
  ]);
});

test('a command to a closed tab switches first, which the browser refuses', async () => {
  const { session, sent } = await startSession();
  const tab = await session.openTab('http://shop/');
  await tab.close();
  sent.length = 0;
  await tab.reload();
  expect(sent[0]).toEqual(['SwitchToWindow', { handle: 'tab-1' }]);
});

test('a command that fails does not stop the next', async () => {
  const { session } = await startSession({ Refresh: () => Promise.reject(new Error('no such window')) });
  const tab = await session.openTab('http://shop/');
  const [reload, back] = await Promise.allSettled([tab.reload(), tab.back()]);
  expect([reload.status, back.status]).toEqual(['rejected', 'fulfilled']);
});

test('a click goes to the element that the selector finds', async () => {
  const { session, sent } = await startSession({ FindElement: () => ({ 'element-6066': 'button-1' }) });
  await (await session.openTab('http://shop/')).click('#buy');
  expect(sent.slice(-2)).toEqual([
    ['FindElement', { using: 'css selector', value: '#buy' }],
    ['ElementClick', { id: 'button-1' }],
  ]);
});

/** Runs a script as a driver does in a page: its arguments are those given and a callback. */
const runScript = ({ script, args }: Record<string, unknown>): Promise<unknown> => {
  const inPage = new Function('window', `return function () { ${script as string} };`);
  const run = inPage({ eval: (source: string) => new Function(`return ${source}`)() as unknown });
  return new Promise((resolve) => run(...(args as unknown[]), resolve));
};

test('evaluate calls a function in the page and resolves with its result', async () => {
  const { session } = await startSession({ ExecuteAsyncScript: runScript });
  const tab = await session.openTab('http://shop/');
  expect(await tab.evaluate(async ({ numbers }) => numbers.map((n) => 2 * n), { numbers: [1, 2] })).toEqual([2, 4]);
});

test("evaluate rejects with the page's error", async () => {
  const { session } = await startSession({ ExecuteAsyncScript: runScript });
  const tab = await session.openTab('http://shop/');
  const failing = tab.evaluate(() => {
    throw new TypeError('x is no list');
  });
  await expect(failing).rejects.toThrow('In the page: TypeError: x is no list');
});

test('waitForFunction waits until the function holds', async () => {
  const { session } = await startSession({ ExecuteAsyncScript: runScript });
  const tab = await session.openTab('http://shop/');
  // The function travels as text: it reaches what is global alone.
  const page = { waitedTimes: 0 };
  vi.stubGlobal('page', page);
  await tab.waitForFunction(
    (times) => ++(globalThis as unknown as { page: typeof page }).page.waitedTimes === times,
    3,
  );
  expect(page.waitedTimes).toBe(3);
});

test('waitForUrl asks until the tab is there', async () => {
  const urls = ['http://shop/', 'http://shop/cart'];
  const { session, commands } = await startSession({ GetCurrentURL: () => urls.shift() });
  await (await session.openTab('http://shop/')).waitForUrl('http://shop/cart');
  expect(commands().filter((command) => command === 'GetCurrentURL')).toHaveLength(2);
});

test('quit ends the browser', async () => {
  const { session, end } = await startSession();
  await session.quit();
  expect(end).toHaveBeenCalledOnce();
});
