import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { requireDebianBrowser } from './debianBrowsers.js';
import { httpTransport } from './httpTransport.js';
import { OwnedProcess } from './ownedProcess.js';
import { WebDriverSession } from './webDriverSession.js';

/** A port that was free a moment ago: WebKitWebDriver takes no 0. */
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
 * WebKitGTK's own small browser on a display of its own. What it stores, it keeps in memory: WebDriver gets a private session.
 *
 * @throws AisleError 'browser-missing'
 */
export async function launchWebKit(): Promise<WebDriverSession> {
  const { driverPath, executablePath, displayPath } = requireDebianBrowser('webkit');
  // It picks a free display and prints its number.
  const display = new OwnedProcess(displayPath, ['-displayfd', '1', '-nolisten', 'tcp', '-screen', '0', '1280x800x24']);
  let driver: OwnedProcess | undefined;
  const end = async (): Promise<void> => {
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
    await driver.started(() =>
      fetch(`${origin}/status`).then(
        ({ ok }) => ok || undefined,
        () => undefined,
      ),
    );
    const capabilities = { 'webkitgtk:browserOptions': { binary: executablePath, args: ['--automation'] } };
    return await WebDriverSession.start(httpTransport(origin), { capabilities: { alwaysMatch: capabilities } }, end);
  } catch (error) {
    await end();
    throw error;
  }
}
