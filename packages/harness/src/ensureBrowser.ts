import { AisleError } from '@aisle/core';
import { browserInstallers, playwrightInstallText, type BrowserInstaller } from './browserInstallers.js';
import { findBrowser, isFile, machineBrowserSearch, type BrowserFound, type BrowserSearch } from './findBrowser.js';
import { runBounded } from './runBounded.js';

export interface EnsureBrowserOptions {
  /** May a browser be downloaded or installed? */
  readonly install: boolean;
  readonly log: (line: string) => void;
  /** Where to look, read again after each installation. Default: this machine. */
  readonly search?: () => BrowserSearch;
  /** What to try in turn. Default: what this machine allows. */
  readonly installers?: readonly BrowserInstaller[];
}

/** The 'browser-missing' error: where was looked, what was tried, and the command that mends it. */
export function browserMissingError(search: BrowserSearch, attempts: readonly string[] = []): AisleError {
  const { playwrightPath, installedPaths } = search;
  const unstartable = playwrightPath !== undefined && isFile(playwrightPath);
  const lines = [
    `A Chrome or Chromium with WebGPU is needed, found none: neither Playwright's (${playwrightPath ?? 'not looked for'}) nor an installed one (${installedPaths.length} places).`,
    ...attempts.map((attempt) => `Tried: ${attempt}`),
    unstartable
      ? `Playwright's Chromium is there but does not start, most often for want of system libraries. Run: sudo npx -y playwright install-deps chromium`
      : `Run: ${playwrightInstallText()}`,
    'Or, on Debian: sudo apt-get update && sudo apt-get install -y chromium',
    'Or set AISLE_BROWSER to the path of a Chrome or Chromium executable.',
  ];
  return new AisleError('browser-missing', lines.join('\n'), { playwrightPath, installedPaths, attempts });
}

/** Runs one installer to its end; undefined when every command went well, else the reason why not. */
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
 * The browser to drive, got first where none is found and `install` allows it.
 * Throws AisleError 'browser-missing', with the command to run and what was tried.
 */
export async function ensureBrowser(options: EnsureBrowserOptions): Promise<BrowserFound> {
  const { install, log, search = machineBrowserSearch, installers = browserInstallers() } = options;
  const present = findBrowser(search());
  if (present !== undefined) return present;
  if (!install) throw browserMissingError(search());
  log('No Chrome or Chromium found on this machine; getting one (once).');
  const attempts: string[] = [];
  for (const installer of installers) {
    const failure = await runInstaller(installer, log);
    const found = findBrowser(search());
    if (found !== undefined) return found;
    attempts.push(
      `${installer.commandText} (${failure ?? 'it ended well, but no browser that starts was there afterwards'})`,
    );
    log(`That gave no browser: ${failure ?? 'none that starts was there afterwards'}`);
  }
  throw browserMissingError(search(), attempts);
}
