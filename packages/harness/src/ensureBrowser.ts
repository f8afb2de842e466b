import { AisleError } from '@aisle/core';
import { type BrowserInstaller, browserInstallers, playwrightInstallText } from './browserInstallers.js';
import { type BrowserFound, type BrowserSearch, findBrowser, isFile, machineBrowserSearch } from './findBrowser.js';
import { runBounded } from './runBounded.js';

export interface EnsureBrowserOptions {
  /** Whether a browser may be downloaded or installed. */
  readonly install: boolean;
  readonly log: (line: string) => void;
  /** Where to look. It is called again after each installation. Default: this machine. */
  readonly search?: () => BrowserSearch;
  /** The installers to try in order. Default: those of this machine. */
  readonly installers?: readonly BrowserInstaller[];
}

/** The 'browser-missing' error. It names the searched places, the failed attempts and the commands that help. */
export function browserMissingError(search: BrowserSearch, attempts: readonly string[] = []): AisleError {
  const { playwrightPath, installedPaths } = search;
  const doesNotStart = playwrightPath !== undefined && isFile(playwrightPath);
  const lines = [
    'A Chrome or Chromium with WebGPU is needed, but none was found.',
    `Searched: installed browsers (${installedPaths.join(', ') || 'none'}), Playwright's build (${playwrightPath ?? 'none'}).`,
    ...attempts.map((attempt) => `Tried: ${attempt}`),
    doesNotStart
      ? "Playwright's Chromium does not start, most often because system libraries are missing. Run: sudo npx -y playwright install-deps chromium"
      : `Run: ${playwrightInstallText()}`,
    'Or, on Debian: sudo apt-get update && sudo apt-get install -y chromium',
    'Or set AISLE_BROWSER to the path of a Chrome or Chromium executable.',
  ];
  return new AisleError('browser-missing', lines.join('\n'), { playwrightPath, installedPaths, attempts });
}

/** Runs the commands of an installer. Resolves with undefined on success, otherwise with the reason of the failure. */
export async function runInstaller(
  installer: BrowserInstaller,
  log: (line: string) => void,
): Promise<string | undefined> {
  log(`Running: ${installer.commandText}`);
  for (const command of installer.commands) {
    const result = await runBounded(command, log);
    if (!result.ok) return result.reason;
  }
  return undefined;
}

/**
 * Finds the browser to drive. If it finds none, it installs one where `install` allows it.
 *
 * @throws AisleError 'browser-missing', with the attempts and the commands that help
 */
export async function ensureBrowser(options: EnsureBrowserOptions): Promise<BrowserFound> {
  const { install, log, search = machineBrowserSearch, installers = browserInstallers() } = options;
  const present = findBrowser(search());
  if (present !== undefined) return present;
  if (!install) throw browserMissingError(search());
  log('No Chrome or Chromium found on this machine. Installing one, once.');
  const attempts: string[] = [];
  for (const installer of installers) {
    const failure = (await runInstaller(installer, log)) ?? 'it succeeded, but no browser starts';
    const found = findBrowser(search());
    if (found !== undefined) return found;
    attempts.push(`${installer.commandText} (${failure})`);
    log(`This installed no browser: ${failure}`);
  }
  throw browserMissingError(search(), attempts);
}
