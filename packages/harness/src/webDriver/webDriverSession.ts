import { By, until, type WebDriver } from 'selenium-webdriver';
import { type BrowserSession, type BrowserTab, PAGE_LIMIT_MS, POLL_MS, pageFunctions } from './browserSession.js';

/** Runs in the driver's sandbox and evaluates `source` in the page itself, so that its globals stay in the page. */
const INTO_PAGE = 'const [source, arg, done] = arguments; window.eval(source)(arg).then(done);';

/**
 * A browser that is driven over WebDriver.
 *
 * WebDriver has one selected tab, so commands run one at a time. A script that waits in one tab delays the commands of the
 * other tabs.
 *
 * @param stop ends the browser and deletes its profile
 */
export async function startWebDriverSession(client: WebDriver, stop: () => Promise<void>): Promise<BrowserSession> {
  await client.manage().setTimeouts({ script: PAGE_LIMIT_MS, pageLoad: PAGE_LIMIT_MS });
  /** The empty window that the browser starts with. Tabs are opened from it, because a closed tab takes no commands. */
  const firstHandle = await client.getWindowHandle();
  let selectedHandle = firstHandle;
  let lastCommand: Promise<unknown> = Promise.resolve();

  const runIn = <T>(handle: string, work: () => Promise<T>): Promise<T> => {
    const done = lastCommand.then(async () => {
      if (selectedHandle !== handle) await client.switchTo().window(handle);
      selectedHandle = handle;
      return work();
    });
    lastCommand = done.catch(() => undefined);
    return done;
  };

  const tabOf = (handle: string): BrowserTab => ({
    goto: (url) => runIn(handle, () => client.get(url)),
    reload: () => runIn(handle, () => client.navigate().refresh()),
    back: () => runIn(handle, () => client.navigate().back()),
    close: () => runIn(handle, () => client.close()),
    click: (selector) => runIn(handle, () => client.findElement(By.css(selector)).click()),
    waitForUrl: async (url) => {
      await runIn(handle, () => client.wait(until.urlIs(url), PAGE_LIMIT_MS, undefined, POLL_MS));
    },
    ...pageFunctions((source, arg) => runIn(handle, () => client.executeAsyncScript<string>(INTO_PAGE, source, arg))),
  });

  return {
    openTab: async (url) => {
      const handle = await runIn(firstHandle, async () => {
        await client.switchTo().newWindow('tab');
        selectedHandle = await client.getWindowHandle();
        return selectedHandle;
      });
      const tab = tabOf(handle);
      await tab.goto(url);
      return tab;
    },
    quit: stop,
  };
}
