import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser, machineBrowserSearch } from '@aisle/harness';
import { type BrowserContext, chromium } from 'playwright';

/**
 * Chromium as people start it: a tab is hidden while another one is in front, and a page waits in the back/forward cache.
 * A browser that Playwright launches does neither.
 */
export async function withOrdinaryBrowser(use: (context: BrowserContext) => Promise<void>): Promise<void> {
  const userDataDir = await mkdtemp(join(tmpdir(), 'aisle-browser-'));
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  // The new tab's page of the browser's own is still loading when the tests connect, and may keep them waiting.
  const flags = [
    '--headless=new',
    '--disable-gpu',
    '--disable-background-networking',
    '--no-first-run',
    '--window-size=1280,720',
  ];
  const browserProcess = spawn(
    findBrowser(machineBrowserSearch())!.executablePath,
    [...sandbox, ...flags, '--remote-debugging-port=0', `--user-data-dir=${userDataDir}`, 'about:blank'],
    { stdio: 'ignore' },
  );
  const exited = once(browserProcess, 'exit');
  try {
    // Written once the browser listens.
    const readPort = async (): Promise<string> =>
      (await readFile(join(userDataDir, 'DevToolsActivePort'), 'utf8').catch(() => '')).split('\n')[0]!;
    let port = '';
    while (!port && browserProcess.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      port = await readPort();
    }
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
    await use(browser.contexts()[0]!);
    await browser.close();
  } finally {
    browserProcess.kill();
    await exited;
    // Its other processes may still be writing.
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 10 });
  }
}
