import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AisleError } from '@aisle/core';
import { aptInstaller } from '../browserInstallers.js';
import { runInstaller } from '../ensureBrowser.js';
import { isFile } from '../findBrowser.js';

/** Debian names the folder of libraries after the machine, and WebKit's in it after its version. */
function miniBrowserPaths(): string[] {
  const below = (folder: string, wanted: RegExp) =>
    readdirSync(folder)
      .filter((name) => wanted.test(name))
      .map((name) => join(folder, name));
  return below('/usr/lib', /-linux-gnu/).flatMap((folder) =>
    below(folder, /^webkit2gtk-4\.\d$/).map((webkit) => join(webkit, 'MiniBrowser')),
  );
}

/** The engines besides Chromium's: Debian's packages of each and where the programs lie that it needs; undefined for one that is not there. */
const BROWSERS = {
  firefox: {
    packages: ['firefox-esr'],
    look: () => ({ executablePath: ['/usr/bin/firefox-esr'].find(isFile) }),
  },
  webkit: {
    packages: ['webkit2gtk-driver', 'xvfb'],
    look: () => ({
      driverPath: ['/usr/bin/WebKitWebDriver'].find(isFile),
      displayPath: ['/usr/bin/Xvfb'].find(isFile),
      executablePath: process.platform === 'linux' ? miniBrowserPaths().find(isFile) : undefined,
    }),
  },
} as const;

type Name = keyof typeof BROWSERS;
type Programs<N extends Name> = Readonly<Record<keyof ReturnType<(typeof BROWSERS)[N]['look']>, string>>;

const isWhole = (programs: Readonly<Record<string, string | undefined>>): boolean =>
  Object.values(programs).every((path) => path !== undefined);

const installArguments = (name: Name): readonly string[] => ['--no-install-recommends', ...BROWSERS[name].packages];

function missingError(name: Name, attempt?: string): AisleError {
  const found = Object.entries(BROWSERS[name].look()).map(([program, path]) => `${program} ${path ?? 'missing'}`);
  const lines = [
    `Debian's ${name === 'firefox' ? 'Firefox ESR' : 'WebKitGTK with its driver, and a display for it,'} is needed, found: ${found.join(', ')}.`,
    ...(attempt === undefined ? [] : [`Tried: ${attempt}`]),
    `Run, on Debian: sudo apt-get update && sudo apt-get install -y ${installArguments(name).join(' ')}`,
  ];
  return new AisleError('browser-missing', lines.join('\n'), { name });
}

/** Where the programs of one browser are. Throws AisleError 'browser-missing', with the command to run. */
export function requireDebianBrowser<N extends Name>(name: N): Programs<N> {
  const programs = BROWSERS[name].look();
  if (!isWhole(programs)) throw missingError(name);
  return programs as Programs<N>;
}

/**
 * Firefox ESR and WebKitGTK, got first where one is missing and `install` allows it. Resolves with the packages and their versions.
 * Throws AisleError 'browser-missing', with the command to run and what was tried.
 */
export async function ensureDebianBrowsers({
  install,
  log,
}: {
  readonly install: boolean;
  readonly log: (line: string) => void;
}): Promise<string[]> {
  const names = Object.keys(BROWSERS) as Name[];
  for (const name of names) {
    if (isWhole(BROWSERS[name].look())) continue;
    const installer = install ? aptInstaller(...installArguments(name)) : undefined;
    if (installer === undefined) throw missingError(name);
    const failure = await runInstaller(installer, log);
    if (!isWhole(BROWSERS[name].look()))
      throw missingError(
        name,
        `${installer.commandText} (${failure ?? 'it ended well, but the programs were not there afterwards'})`,
      );
  }
  const versions = spawnSync(
    'dpkg-query',
    ['--show', '--showformat=${Package} ${Version}\n', ...names.flatMap((name) => BROWSERS[name].packages)],
    { encoding: 'utf8' },
  );
  return (versions.stdout ?? '').split('\n').filter((line) => line !== '');
}
