import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireDebianBrowser } from './debianBrowsers.js';
import { connectMarionette } from './marionette.js';
import { OwnedProcess } from './ownedProcess.js';
import { WebDriverSession } from './webDriverSession.js';

/**
 * Firefox without a window, on a fresh profile.
 *
 * @param preferences as about:config names them
 * @throws AisleError 'browser-missing'
 */
export async function launchFirefox(
  preferences: Readonly<Record<string, boolean | number | string>> = {},
): Promise<WebDriverSession> {
  const { executablePath } = requireDebianBrowser('firefox');
  const profile = await mkdtemp(join(tmpdir(), 'aisle-firefox-'));
  // Port 0: any free one, which Firefox writes into its profile.
  const lines = Object.entries({ 'marionette.port': 0, ...preferences }).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`,
  );
  await writeFile(join(profile, 'user.js'), lines.join(''));
  const firefox = new OwnedProcess(
    executablePath,
    ['--headless', '--no-remote', '--marionette', '--profile', profile],
    { MOZ_CRASHREPORTER_DISABLE: '1' },
  );
  const end = async (): Promise<void> => {
    await firefox.stop();
    await rm(profile, { recursive: true, force: true });
  };
  try {
    const port = await firefox.started(
      async () => Number(await readFile(join(profile, 'MarionetteActivePort'), 'utf8').catch(() => '')) || undefined,
    );
    return await WebDriverSession.start(await connectMarionette(port), {}, end);
  } catch (error) {
    await end();
    throw error;
  }
}
