import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBrowser } from './findBrowser.js';
import { installedBrowserPaths } from './installedBrowserPaths.js';

const folder = mkdtempSync(join(tmpdir(), 'aisle-find-'));
const path = (name: string) => join(folder, name);

function executable(name: string, script: string): void {
  writeFileSync(path(name), `#!/bin/sh\n${script}\n`);
  chmodSync(path(name), 0o755);
}

beforeAll(() => {
  executable('requested', 'echo "Chromium 150.0.1.2 built on Debian"');
  executable('downloaded', 'echo "Google Chrome for Testing 151.0.1.2"');
  executable('stub', 'echo "chromium 1.2.3.4 requires a snap"; exit 1');
  executable('installed', 'echo "Google Chrome 152.0.1.2"');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('findBrowser', () => {
  const search = {
    requestedPath: path('requested'),
    playwrightPath: path('downloaded'),
    installedPaths: [path('installed')],
  };

  it('takes the requested, then the downloaded, then the installed one', () => {
    expect(findBrowser(search)).toEqual({
      executablePath: path('requested'),
      source: 'AISLE_BROWSER',
      version: '150.0.1.2',
    });
    const unrequested = { ...search, requestedPath: undefined };
    expect(findBrowser(unrequested)).toEqual({
      executablePath: path('downloaded'),
      source: 'playwright',
      version: '151.0.1.2',
    });
    const installed = { executablePath: path('installed'), source: 'installed', version: '152.0.1.2' };
    expect(findBrowser({ ...unrequested, playwrightPath: path('missing') })).toEqual(installed);
  });

  it('passes over what is missing or does not start', () => {
    const installedPaths = [path('missing'), folder, path('stub'), path('installed')];
    const found = findBrowser({ requestedPath: undefined, playwrightPath: path('stub'), installedPaths });
    expect(found?.executablePath).toBe(path('installed'));
    expect(
      findBrowser({ requestedPath: undefined, playwrightPath: undefined, installedPaths: [path('stub')] }),
    ).toBeUndefined();
  });

  it.each(['missing', 'stub'])('throws for a request that cannot be met (%s), rather than take another', (name) => {
    const requested = { ...search, requestedPath: path(name) };
    expect(() => findBrowser(requested)).toThrow(
      expect.objectContaining({ code: 'browser-missing', message: expect.stringContaining(path(name)) }),
    );
  });
});

describe('installedBrowserPaths', () => {
  it('knows the usual places and PATH on each platform', () => {
    const linux = installedBrowserPaths('linux', { PATH: '/home/a/bin:relative::/usr/bin' });
    expect(linux).toEqual(
      expect.arrayContaining([
        '/usr/bin/google-chrome',
        '/usr/bin/chromium',
        '/snap/bin/chromium',
        '/home/a/bin/chromium',
      ]),
    );
    expect(linux.every((candidate) => candidate.startsWith('/'))).toBe(true);
    expect(new Set(linux).size).toBe(linux.length);
    const mac = installedBrowserPaths('darwin', { HOME: '/Users/a', PATH: '/opt/homebrew/bin' });
    expect(mac[0]).toBe('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
    expect(mac).toEqual(
      expect.arrayContaining([
        '/Users/a/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/opt/homebrew/bin/chromium',
      ]),
    );
    const windows = installedBrowserPaths('win32', { PROGRAMFILES: 'C:\\Program Files', PATH: 'D:\\tools;C:\\x' });
    expect(windows[0]).toBe('C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe');
    expect(windows).toEqual(
      expect.arrayContaining(['C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe', 'D:\\tools\\chrome.exe']),
    );
  });
});
