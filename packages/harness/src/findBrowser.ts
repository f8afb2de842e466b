import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { AisleError } from '@aisle/core';
import { chromium } from 'playwright';
import { installedBrowserPaths } from './installedBrowserPaths.js';

export interface BrowserFound {
  readonly executablePath: string;
  readonly source: 'AISLE_BROWSER' | 'playwright' | 'installed';
  /** Four numbers, such as '156.0.8078.79'. Absent on Windows, where asking would open a window. */
  readonly version?: string;
}

/** Where to look, in this order. */
export interface BrowserSearch {
  /** What AISLE_BROWSER holds. */
  readonly requestedPath: string | undefined;
  /** Playwright's own full Chromium, downloaded or not. */
  readonly playwrightPath: string | undefined;
  readonly installedPaths: readonly string[];
}

export function machineBrowserSearch(): BrowserSearch {
  return {
    requestedPath: process.env.AISLE_BROWSER || undefined,
    playwrightPath: chromium.executablePath(),
    installedPaths: installedBrowserPaths(process.platform, process.env),
  };
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Undefined where the file is missing or does not start: Ubuntu's `chromium-browser` is a stub, a download may lack libraries. */
function probe(executablePath: string, source: BrowserFound['source']): BrowserFound | undefined {
  if (!isFile(executablePath)) return undefined;
  if (process.platform === 'win32') return { executablePath, source };
  const answer = spawnSync(executablePath, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  const version = answer.status === 0 ? /\d+(?:\.\d+){3}/.exec(answer.stdout)?.[0] : undefined;
  return version === undefined ? undefined : { executablePath, source, version };
}

/**
 * The browser to drive: the one that AISLE_BROWSER names, else Playwright's full Chromium (its
 * headless shell has no WebGPU), else an installed Chrome, Chromium or Edge.
 * Throws AisleError 'browser-missing' where AISLE_BROWSER names something that does not start:
 * going on with another browser would hide the mistake.
 */
export function findBrowser(search: BrowserSearch = machineBrowserSearch()): BrowserFound | undefined {
  if (search.requestedPath !== undefined) {
    const requested = probe(search.requestedPath, 'AISLE_BROWSER');
    if (requested !== undefined) return requested;
    const found = isFile(search.requestedPath) ? 'a file that does not answer --version' : 'no such file';
    throw new AisleError(
      'browser-missing',
      `AISLE_BROWSER asks for ${search.requestedPath}, found ${found}. Point it at a Chrome or Chromium executable, or unset it.`,
      { requestedPath: search.requestedPath },
    );
  }
  const downloaded = search.playwrightPath === undefined ? undefined : probe(search.playwrightPath, 'playwright');
  if (downloaded !== undefined) return downloaded;
  for (const path of search.installedPaths) {
    const installed = probe(path, 'installed');
    if (installed !== undefined) return installed;
  }
  return undefined;
}
