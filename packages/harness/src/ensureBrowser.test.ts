import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AisleError } from '@aisle/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BrowserInstaller } from './browserInstallers.js';
import { type EnsureBrowserOptions, ensureBrowser } from './ensureBrowser.js';
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
  it('installs nothing without permission and names the commands', async () => {
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

  it('reports missing libraries if the downloaded browser does not start', async () => {
    writeFileSync(join(folder, 'playwright'), '#!/bin/sh\nexit 127\n', { mode: 0o755 });
    expect((await outcome({ install: false })).message).toContain('npx -y playwright install-deps chromium');
  });

  it.skipIf(process.platform === 'win32')('tries the next installer after a failure', async () => {
    const browser = JSON.stringify(join(folder, 'browser'));
    const write = `require('fs').writeFileSync(${browser}, '#!/bin/sh\\necho Chromium 156.0.1.2\\n', { mode: 0o755 })`;
    const found = await outcome({
      installers: [
        installer('first installer', 'console.log("no route"); process.exit(3)'),
        installer('second installer', 'console.log("step")', write),
      ],
    });
    expect(found).toEqual({ executablePath: join(folder, 'browser'), source: 'installed', version: '156.0.1.2' });
    expect(logged).toEqual([
      'No Chrome or Chromium found on this machine. Installing one, once.',
      'Running: first installer',
      'no route',
      expect.stringContaining('exit code 3'),
      'Running: second installer',
      'step',
    ]);
  });

  it('names all attempts if every installer fails', async () => {
    const error = await outcome({
      installers: [installer('first installer', 'process.exit(3)'), installer('second installer', '0')],
    });
    expect(error.code).toBe('browser-missing');
    expect(error.message).toMatch(/^Tried: first installer \(.*exit code 3\)$/m);
    expect(error.message).toMatch(/^Tried: second installer \(it succeeded, but no browser starts\)$/m);
    expect(error.message).toMatch(/^Run: npx -y playwright@/m);
  });
});

describe('runBounded', () => {
  it('stops a silent command with its children', async () => {
    const child = `require('child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })`;
    const startMs = performance.now();
    const result = await runBounded(node(`console.log('begun'); ${child}`, 1500), log);
    expect(result).toEqual({ ok: false, reason: 'stopped after 1.5 s without output' });
    expect(logged).toEqual(['begun']);
    expect(performance.now() - startMs).toBeLessThan(10_000);
  });

  it('stops a command at its total limit, not earlier', async () => {
    const result = await runBounded(node(`setInterval(() => console.log('tick'), 100)`, 1500, 2500), log);
    expect(result).toEqual({ ok: false, reason: 'stopped after 2.5 s' });
    expect(logged.length).toBeGreaterThan(5);
  });

  it('reports why a command did not start', async () => {
    const result = await runBounded({ ...node(''), command: join(folder, 'missing') }, log);
    expect(result).toEqual({ ok: false, reason: expect.stringContaining('ENOENT') });
  });
});
