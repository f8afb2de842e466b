import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { findBrowser, machineBrowserSearch } from './findBrowser.js';

const folder = mkdtempSync(join(tmpdir(), 'aisle-find-'));
const path = (name: string) => join(folder, name);

function executable(name: string, script: string): void {
  writeFileSync(path(name), `#!/bin/sh\n${script}\n`);
  chmodSync(path(name), 0o755);
}

beforeAll(() => {
  executable('requested', 'echo "Chromium 150.0.1.2 built on Debian"');
  executable('installed', 'echo "Google Chrome 152.0.1.2"');
  executable('downloaded', 'echo "Google Chrome for Testing 151.0.1.2"');
  executable('stub', 'echo "chromium 1.2.3.4 requires a snap"; exit 1');
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(process.platform === 'win32')('findBrowser', () => {
  const search = {
    requestedPath: path('requested'),
    installedPaths: [path('installed')],
    playwrightPath: path('downloaded'),
  };
  const unrequested = { ...search, requestedPath: undefined };

  it('prefers the requested browser', () => {
    const requested = { executablePath: path('requested'), source: 'AISLE_BROWSER', version: '150.0.1.2' };
    expect(findBrowser(search)).toEqual(requested);
  });

  it("prefers an installed browser to Playwright's build", () => {
    const installed = { executablePath: path('installed'), source: 'installed', version: '152.0.1.2' };
    expect(findBrowser(unrequested)).toEqual(installed);
  });

  it("falls back to Playwright's build", () => {
    const downloaded = { executablePath: path('downloaded'), source: 'playwright', version: '151.0.1.2' };
    expect(findBrowser({ ...unrequested, installedPaths: [] })).toEqual(downloaded);
  });

  it('skips files that are missing or do not start', () => {
    const installedPaths = [path('missing'), folder, path('stub'), path('installed')];
    expect(findBrowser({ ...unrequested, installedPaths })?.executablePath).toBe(path('installed'));
    const unusable = { requestedPath: undefined, installedPaths: [path('stub')], playwrightPath: path('stub') };
    expect(findBrowser(unusable)).toBeUndefined();
  });

  it.each(['missing', 'stub'])('throws if the requested browser is unusable (%s)', (name) => {
    const requested = { ...search, requestedPath: path(name) };
    expect(() => findBrowser(requested)).toThrow(
      expect.objectContaining({ code: 'browser-missing', message: expect.stringContaining(path(name)) }),
    );
  });
});

describe.runIf(process.platform === 'linux')('machineBrowserSearch', () => {
  it('reads AISLE_BROWSER and finds a browser on PATH', () => {
    executable('google-chrome-stable', 'echo "Google Chrome 152.0.1.2"');
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
    vi.stubEnv('AISLE_BROWSER', '/requested');
    const { requestedPath, installedPaths } = machineBrowserSearch();
    expect(requestedPath).toBe('/requested');
    expect(installedPaths).toContain(path('google-chrome-stable'));
  });

  it('finds nothing where no browser is installed', () => {
    vi.stubEnv('PATH', folder);
    rmSync(path('google-chrome-stable'), { force: true });
    expect(machineBrowserSearch().installedPaths).toEqual([]);
  });
});
