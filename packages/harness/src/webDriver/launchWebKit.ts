import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { Builder } from 'selenium-webdriver';
import type { BrowserSession } from './browserSession.js';
import { requireDebianBrowser } from './debianBrowsers.js';
import { usesPlaywrightBuilds } from './engines.js';
import { OwnedProcess } from './ownedProcess.js';
import { launchPlaywrightBuild } from './playwrightSession.js';
import { startWebDriverSession } from './webDriverSession.js';

/** A port that was free a moment ago. WebKitWebDriver does not accept port 0. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/**
 * WebKitGTK's MiniBrowser on a virtual display. It keeps storage in memory: WebDriver gets a private session.
 *
 * @throws AisleError 'browser-missing'
 */
export async function launchWebKit(): Promise<BrowserSession> {
  if (usesPlaywrightBuilds()) return launchPlaywrightBuild('webkit');
  const { driverPath, executablePath, displayPath } = requireDebianBrowser('webkit');
  // Xvfb takes a free display and prints its number.
  const display = new OwnedProcess(displayPath, ['-displayfd', '1', '-nolisten', 'tcp', '-screen', '0', '1280x800x24']);
  let driver: OwnedProcess | undefined;
  const stop = async (): Promise<void> => {
    await driver?.stop();
    await display.stop();
  };
  try {
    const DISPLAY = `:${await display.firstLine()}`;
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    driver = new OwnedProcess(driverPath, [`--port=${port}`], {
      DISPLAY,
      GDK_BACKEND: 'x11',
      GIO_USE_VFS: 'local',
      GSETTINGS_BACKEND: 'memory',
      NO_AT_BRIDGE: '1',
    });
    await driver.waitUntilReady(() =>
      fetch(`${origin}/status`).then(
        ({ ok }) => ok || undefined,
        () => undefined,
      ),
    );
    const capabilities = {
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: executablePath, args: ['--automation'] },
    };
    // With a server given, Selenium does not start its Selenium Manager, which would download a driver.
    const client = await new Builder()
      .disableEnvironmentOverrides()
      .usingServer(origin)
      .withCapabilities(capabilities)
      .build();
    return await startWebDriverSession(client, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}
