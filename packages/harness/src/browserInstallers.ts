import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isFile } from './findBrowser.js';
import type { BoundedCommand } from './runBounded.js';

/** One way to get a browser: its commands run in order, and the first that fails ends it. */
export interface BrowserInstaller {
  /** What a person would type for the same result. */
  readonly commandText: string;
  readonly commands: readonly BoundedCommand[];
}

const APT_GET = '/usr/bin/apt-get';

/** A silent 120 s is below 1.2 Mbit/s: Playwright reports each tenth of its 170 MB, and gives a dead socket up after 30 s. */
const LIMITS = { silenceLimitMs: 120_000, totalLimitMs: 20 * 60_000 };

function playwrightPackage(): { cliPath: string; version: string } {
  const require = createRequire(import.meta.url);
  const packagePath = require.resolve('playwright/package.json');
  const { version } = require(packagePath) as { version: string };
  return { cliPath: join(dirname(packagePath), 'cli.js'), version };
}

/** Playwright keeps one build per release, so the command names the release whose build is looked for. */
export function playwrightInstallText(): string {
  return `npx -y playwright@${playwrightPackage().version} install chromium`;
}

/** Debian's packages, where this process may install some. `args`: their names, with options of `apt-get install`. */
export function aptInstaller(...args: readonly string[]): BrowserInstaller | undefined {
  if (process.getuid?.() !== 0 || !isFile(APT_GET)) return undefined;
  const apt = (...args: string[]): BoundedCommand => ({
    command: APT_GET,
    args,
    environment: { DEBIAN_FRONTEND: 'noninteractive' },
    ...LIMITS,
  });
  return {
    commandText: `apt-get update && apt-get install -y ${args.join(' ')}`,
    commands: [apt('update'), apt('install', '-y', ...args)],
  };
}

/** What can be tried here: Playwright's download, then Debian's package where this process may install one. */
export function browserInstallers(): BrowserInstaller[] {
  const download: BrowserInstaller = {
    commandText: playwrightInstallText(),
    commands: [
      {
        command: process.execPath,
        args: [playwrightPackage().cliPath, 'install', 'chromium'],
        // Its output goes to a log, where colour codes are noise.
        environment: { FORCE_COLOR: '0' },
        ...LIMITS,
      },
    ],
  };
  const debian = aptInstaller('chromium');
  return debian === undefined ? [download] : [download, debian];
}
