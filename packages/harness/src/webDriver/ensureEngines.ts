import { ensureDebianBrowsers } from './debianBrowsers.js';
import { type EnsureEnginesOptions, enginesToTest, usesPlaywrightBuilds } from './engines.js';
import { requirePlaywrightBuild } from './playwrightSession.js';

/**
 * Finds the browsers of the engines to test. Installs Debian's packages if `install` allows it.
 *
 * @returns a line for each browser
 * @throws AisleError 'browser-missing', with the command to run
 */
export async function ensureEngines(options: EnsureEnginesOptions): Promise<string[]> {
  if (usesPlaywrightBuilds()) return enginesToTest().map((engine) => `${engine} ${requirePlaywrightBuild(engine)}`);
  return ensureDebianBrowsers(enginesToTest(), options);
}
