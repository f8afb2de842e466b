import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AisleError } from '@aisle/core';
import type { BrowserInstaller } from './browserInstallers.js';
import { ensureBrowser, type EnsureBrowserOptions } from './ensureBrowser.js';
import { runBounded } from './runBounded.js';

let folder: string;
let logged: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aisle-ensure-'));
  logged = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const log = (line: string) => void logged.push(line);
const node = (script: string, silenceLimitMs = 20_000, totalLimitMs = 20_000) => ({
  command: process.execPath,
  args: ['-e', script],
  silenceLimitMs,
  totalLimitMs,
});
const installer = (commandText: string, ...scripts: string[]): BrowserInstaller => ({
  commandText,
  commands: scripts.map((script) => node(script)),
});

async function outcome(options: Partial<EnsureBrowserOptions>): Promise<AisleError> {
  const installedPaths = [join(folder, 'browser')];
  const search = () => ({ requestedPath: undefined, playwrightPath: join(folder, 'playwright'), installedPaths });
  const thrown: unknown = await ensureBrowser({ install: true, log, search, ...options }).then(
    (found) => found,
    (error: unknown) => error,
  );
  return thrown as AisleError;
}

describe('ensureBrowser', () => {
  it('without leave to install throws, names the commands and runs none', async () => {
    const marker = join(folder, 'ran');
    const error = await outcome({
      install: false,
      installers: [installer('never', `require('fs').writeFileSync(${JSON.stringify(marker)}, '')`)],
    });
    expect(error).toBeInstanceOf(AisleError);
    expect(error.code).toBe('browser-missing');
    expect(error.message).toMatch(/^Run: npx -y playwright@\d+\.\d+\.\d+ install chromium$/m);
    expect(error.message).toContain('sudo apt-get update && sudo apt-get install -y chromium');
    expect(error.message).toContain('AISLE_BROWSER');
    expect(existsSync(marker)).toBe(false);
  });

  it('says that libraries are missing where the download is there but does not start', async () => {
    writeFileSync(join(folder, 'playwright'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
    expect((await outcome({ install: false })).message).toContain('npx -y playwright install-deps chromium');
  });

  it.skipIf(process.platform === 'win32')(
    'goes on to the next way when one fails, and finds what it brought',
    async () => {
      const browser = JSON.stringify(join(folder, 'browser'));
      const write = `require('fs').writeFileSync(${browser}, '#!/bin/sh\\necho Chromium 156.0.1.2\\n', { mode: 0o755 })`;
      const found = await outcome({
        installers: [
          installer('first way', 'console.log("no route"); process.exit(3)'),
          installer('second way', 'console.log("step")', write),
        ],
      });
      expect(found).toEqual({ executablePath: join(folder, 'browser'), source: 'installed', version: '156.0.1.2' });
      expect(logged).toEqual([
        'No Chrome or Chromium found on this machine; getting one (once).',
        'Running: first way',
        'no route',
        expect.stringContaining('exit code 3'),
        'Running: second way',
        'step',
      ]);
    },
  );

  it('names everything that was tried when all of it fails', async () => {
    const error = await outcome({
      installers: [installer('first way', 'process.exit(3)'), installer('second way', '0')],
    });
    expect(error.code).toBe('browser-missing');
    expect(error.message).toMatch(/^Tried: first way \(.*exit code 3\)$/m);
    expect(error.message).toMatch(/^Tried: second way \(it ended well, but no browser/m);
    expect(error.message).toMatch(/^Run: npx -y playwright@/m);
  });
});

describe('runBounded', () => {
  it('stops a command that falls silent, together with its children', async () => {
    const child = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })`;
    const startMs = performance.now();
    const result = await runBounded(node(`console.log('begun'); ${child}`, 1500), log);
    expect(result).toEqual({ ok: false, reason: 'stopped after 1.5 s without output' });
    expect(logged).toEqual(['begun']);
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });

  it('stops a command that talks on past its total limit, and not before', async () => {
    const result = await runBounded(node(`setInterval(() => console.log('tick'), 100)`, 1500, 2500), log);
    expect(result).toEqual({ ok: false, reason: 'stopped after 2.5 s' });
    expect(logged.length).toBeGreaterThan(5);
  });

  it('says why a command did not start', async () => {
    const result = await runBounded({ ...node(''), command: join(folder, 'missing') }, log);
    expect(result).toEqual({ ok: false, reason: expect.stringContaining('ENOENT') });
  });
});
