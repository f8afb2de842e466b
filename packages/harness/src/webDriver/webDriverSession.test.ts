import { Session, WebDriver } from 'selenium-webdriver';
import { afterEach, expect, test, vi } from 'vitest';
import { startWebDriverSession } from './webDriverSession.js';

afterEach(() => void vi.unstubAllGlobals());

type Parameters = Record<string, unknown>;

/** A session whose client records commands. Each new tab gets the next handle. */
async function startSession(answers: Record<string, (parameters: Parameters) => unknown> = {}) {
  const sent: [command: string, parameters: Parameters][] = [];
  let tabs = 0;
  const tabAnswers: typeof answers = {
    getCurrentWindowHandle: () => (tabs === 0 ? 'first' : `tab-${tabs}`),
    newWindow: () => ({ handle: `tab-${++tabs}` }),
  };
  const client = new WebDriver(new Session('session', {}), {
    execute: async (command) => {
      const { sessionId: _, ...parameters } = command.getParameters() as Parameters;
      sent.push([command.getName(), parameters]);
      return (answers[command.getName()] ?? tabAnswers[command.getName()])?.(parameters);
    },
  });
  const stop = vi.fn(async () => undefined);
  const session = await startWebDriverSession(client, stop);
  return { session, stop, sent, commands: () => sent.map(([command]) => command) };
}

const switchTo = (handle: string) => ['switchToWindow', { name: handle, handle }];

test('a session starts with limits for scripts and pages', async () => {
  const { sent } = await startSession();
  expect(sent).toEqual([
    ['setTimeout', { script: 45_000, pageLoad: 45_000 }],
    ['getCurrentWindowHandle', {}],
  ]);
});

test('a tab opens from the first window and loads its URL', async () => {
  const { session, sent } = await startSession();
  await session.openTab('http://shop/');
  expect(sent.slice(2)).toEqual([
    ['newWindow', { type: 'tab' }],
    switchTo('tab-1'),
    ['getCurrentWindowHandle', {}],
    ['get', { url: 'http://shop/' }],
  ]);
});

test('commands of two tabs run one at a time in their tab', async () => {
  const { session, sent } = await startSession();
  const one = await session.openTab('http://shop/1');
  const two = await session.openTab('http://shop/2');
  sent.length = 0;
  await Promise.all([one.reload(), two.reload(), two.back()]);
  expect(sent).toEqual([switchTo('tab-1'), ['refresh', {}], switchTo('tab-2'), ['refresh', {}], ['goBack', {}]]);
});

test('a command that fails does not stop the next', async () => {
  const { session } = await startSession({ refresh: () => Promise.reject(new Error('no such window')) });
  const tab = await session.openTab('http://shop/');
  const [reload, back] = await Promise.allSettled([tab.reload(), tab.back()]);
  expect([reload.status, back.status]).toEqual(['rejected', 'fulfilled']);
});

test('a click goes to the element that the selector finds', async () => {
  const element = { 'element-6066-11e4-a52e-4f735466cecf': 'button-1' };
  const { session, sent } = await startSession({ findElement: () => element });
  await (await session.openTab('http://shop/')).click('#buy');
  expect(sent.slice(-2)).toEqual([
    ['findElement', { using: 'css selector', value: '#buy' }],
    ['clickElement', { id: expect.objectContaining(element) }],
  ]);
});

/** Runs a script as a driver does in a page: its arguments are the given ones and a callback. */
const runScript = ({ script, args }: Parameters): Promise<unknown> => {
  const inPage = new Function('window', `return function () { ${script as string} };`);
  const run = inPage({ eval: (source: string) => new Function(`return ${source}`)() as unknown });
  return new Promise((resolve) => run(...(args as unknown[]), resolve));
};

test('evaluate calls a function in the page and resolves with its result', async () => {
  const { session } = await startSession({ executeAsyncScript: runScript });
  const tab = await session.openTab('http://shop/');
  expect(await tab.evaluate(async ({ numbers }) => numbers.map((n) => 2 * n), { numbers: [1, 2] })).toEqual([2, 4]);
});

test("evaluate rejects with the page's error", async () => {
  const { session } = await startSession({ executeAsyncScript: runScript });
  const tab = await session.openTab('http://shop/');
  const failing = tab.evaluate(() => {
    throw new TypeError('x is not a list');
  });
  await expect(failing).rejects.toThrow('In the page: TypeError: x is not a list');
});

test('waitForFunction waits until the function returns true', async () => {
  const { session } = await startSession({ executeAsyncScript: runScript });
  const tab = await session.openTab('http://shop/');
  // The function is sent as text, so it can use globals only.
  const page = { polls: 0 };
  vi.stubGlobal('page', page);
  await tab.waitForFunction((polls) => ++(globalThis as unknown as { page: typeof page }).page.polls === polls, 3);
  expect(page.polls).toBe(3);
});

test('waitForUrl polls until the tab shows the URL', async () => {
  const urls = ['http://shop/', 'http://shop/cart'];
  const { session, commands } = await startSession({ getCurrentUrl: () => urls.shift() });
  await (await session.openTab('http://shop/')).waitForUrl('http://shop/cart');
  expect(commands().filter((command) => command === 'getCurrentUrl')).toHaveLength(2);
});

test('quit stops the browser', async () => {
  const { session, stop } = await startSession();
  await session.quit();
  expect(stop).toHaveBeenCalledOnce();
});
