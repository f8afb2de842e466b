import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isFile } from './findBrowser.js';
import type { BoundedCommand } from './runBounded.js';

/** One way to install a browser. Its commands run in order until one fails. */
export interface BrowserInstaller {
  /** The command that a person would type. */
  readonly commandText: string;
  readonly commands: readonly BoundedCommand[];
}

const APT_GET = '/usr/bin/apt-get';

/**
 * Playwright reports each tenth of its 170 MB, so 120 s of silence mean less than 1.2 Mbit/s. It gives up on a dead
 * socket after 30 s.
 */
const LIMITS = { silenceLimitMs: 120_000, totalLimitMs: 20 * 60_000 };

function playwrightPackage(): { cliPath: string; version: string } {
  const require = createRequire(import.meta.url);
  const packagePath = require.resolve('playwright/package.json');
  const { version } = require(packagePath) as { version: string };
  return { cliPath: join(dirname(packagePath), 'cli.js'), version };
}

/** Each release of Playwright has a browser build, so the command names the release. */
export function playwrightInstallText(): string {
  return `npx -y playwright@${playwrightPackage().version} install chromium`;
}

/**
 * An installer for Debian packages, if this process may run it.
 *
 * @param args names of packages, and options of `apt-get install`
 */
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

/** The installers of this machine: Playwright's download, then Debian's package if this process may install it. */
export function browserInstallers(): BrowserInstaller[] {
  const download: BrowserInstaller = {
    commandText: playwrightInstallText(),
    commands: [
      {
        command: process.execPath,
        args: [playwrightPackage().cliPath, 'install', 'chromium'],
        // The output goes to a log, which shows no colours.
        environment: { FORCE_COLOR: '0' },
        ...LIMITS,
      },
    ],
  };
  const debian = aptInstaller('chromium');
  return debian === undefined ? [download] : [download, debian];
}
