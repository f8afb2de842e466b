import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser, machineBrowserSearch } from '@aisle/harness';
import { type BrowserContext, chromium } from 'playwright';

/**
 * Chromium as users start it, with hidden background tabs and a back/forward cache. Playwright's launch flags disable
 * both: https://github.com/microsoft/playwright/blob/main/packages/playwright-core/src/server/chromium/chromiumSwitches.ts
 */
export async function withOrdinaryBrowser(use: (context: BrowserContext) => Promise<void>): Promise<void> {
  const userDataDir = await mkdtemp(join(tmpdir(), 'aisle-browser-'));
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  // `about:blank`, because loading the new-tab page can delay the connection.
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
    // The browser writes this file when it listens.
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
    // Other processes of the browser may still write there.
    await rm(userDataDir, { recursive: true, force: true, maxRetries: 10 });
  }
}
