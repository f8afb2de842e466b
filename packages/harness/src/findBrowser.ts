import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { AisleError } from '@aisle/core';
import { Launcher } from 'chrome-launcher';
import { chromium } from 'playwright';

export interface BrowserFound {
  readonly executablePath: string;
  readonly source: 'AISLE_BROWSER' | 'installed' | 'playwright';
  /** Four numbers, such as '156.0.8078.79'. Absent on Windows, where `--version` opens a window. */
  readonly version?: string;
}

/** Where to look, in this order. */
export interface BrowserSearch {
  /** The value of AISLE_BROWSER. */
  readonly requestedPath: string | undefined;
  /** Installed browsers, best first. */
  readonly installedPaths: readonly string[];
  /** Playwright's own full Chromium, whether it is downloaded or not. Its headless shell has no WebGPU. */
  readonly playwrightPath: string | undefined;
}

function installedPaths(): string[] {
  try {
    return Launcher.getInstallations();
  } catch {
    // chrome-launcher throws if it finds no browser.
    return [];
  }
}

export function machineBrowserSearch(): BrowserSearch {
  return {
    requestedPath: process.env.AISLE_BROWSER || undefined,
    installedPaths: installedPaths(),
    playwrightPath: chromium.executablePath(),
  };
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/**
 * Undefined if the file is missing or does not start. Ubuntu's `chromium-browser` is a stub without its snap, and a
 * downloaded browser may lack system libraries.
 */
function probe(executablePath: string, source: BrowserFound['source']): BrowserFound | undefined {
  if (!isFile(executablePath)) return undefined;
  if (process.platform === 'win32') return { executablePath, source };
  const { status, stdout } = spawnSync(executablePath, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  const version = status === 0 ? /\d+(?:\.\d+){3}/.exec(stdout)?.[0] : undefined;
  return version === undefined ? undefined : { executablePath, source, version };
}

/**
 * The browser to drive: AISLE_BROWSER, else an installed Chrome or Chromium, else Playwright's own full Chromium.
 *
 * @throws AisleError 'browser-missing' if AISLE_BROWSER names a program that does not start: another browser would hide
 *   the mistake
 */
export function findBrowser(search: BrowserSearch = machineBrowserSearch()): BrowserFound | undefined {
  const { requestedPath, installedPaths, playwrightPath } = search;
  if (requestedPath !== undefined) {
    const requested = probe(requestedPath, 'AISLE_BROWSER');
    if (requested !== undefined) return requested;
    const found = isFile(requestedPath) ? 'a file that does not answer --version' : 'no such file';
    throw new AisleError(
      'browser-missing',
      `AISLE_BROWSER asks for ${requestedPath}, found ${found}. Set it to a Chrome or Chromium executable, or unset it.`,
      { requestedPath },
    );
  }
  for (const path of installedPaths) {
    const installed = probe(path, 'installed');
    if (installed !== undefined) return installed;
  }
  return playwrightPath === undefined ? undefined : probe(playwrightPath, 'playwright');
}
