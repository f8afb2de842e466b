import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserSession } from './browserSession.js';
import { requireDebianBrowser } from './debianBrowsers.js';
import { usesPlaywrightBuilds } from './engines.js';
import { connectMarionette } from './marionette.js';
import { OwnedProcess } from './ownedProcess.js';
import { launchPlaywrightBuild } from './playwrightSession.js';
import { startWebDriverSession } from './webDriverSession.js';

/**
 * Firefox without a window, on a fresh profile.
 *
 * @param preferences as about:config names them
 * @throws AisleError 'browser-missing'
 */
export async function launchFirefox(
  preferences: Readonly<Record<string, boolean | number | string>> = {},
): Promise<BrowserSession> {
  if (usesPlaywrightBuilds()) return launchPlaywrightBuild('firefox', preferences);
  const { executablePath } = requireDebianBrowser('firefox');
  const profile = await mkdtemp(join(tmpdir(), 'aisle-firefox-'));
  // With port 0, Firefox takes any free port and writes it to the profile.
  const lines = Object.entries({ 'marionette.port': 0, ...preferences }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  await writeFile(join(profile, 'user.js'), lines.join(''));
  const firefox = new OwnedProcess(
    executablePath,
    ['--headless', '--no-remote', '--marionette', '--profile', profile],
    { MOZ_CRASHREPORTER_DISABLE: '1' },
  );
  const stop = async (): Promise<void> => {
    await firefox.stop();
    await rm(profile, { recursive: true, force: true });
  };
  try {
    const port = await firefox.waitUntilReady(
      async () => Number(await readFile(join(profile, 'MarionetteActivePort'), 'utf8').catch(() => '')) || undefined,
    );
    return await startWebDriverSession(await connectMarionette(port), stop);
  } catch (error) {
    await stop();
    throw error;
  }
}
