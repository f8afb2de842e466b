import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AisleError } from '@aisle/core';
import { aptInstaller } from '../browserInstallers.js';
import { runInstaller } from '../ensureBrowser.js';
import { isFile } from '../findBrowser.js';
import type { Engine, EnsureEnginesOptions } from './engines.js';

/** Debian names the library folder after the machine, and WebKit's folder in it after its version. */
function miniBrowserPaths(): string[] {
  const entriesOf = (folder: string, wanted: RegExp) =>
    readdirSync(folder)
      .filter((name) => wanted.test(name))
      .map((name) => join(folder, name));
  return entriesOf('/usr/lib', /-linux-gnu/).flatMap((folder) =>
    entriesOf(folder, /^webkit2gtk-4\.\d$/).map((webkit) => join(webkit, 'MiniBrowser')),
  );
}

/** The engines besides Chromium: their Debian packages and programs. A missing program is undefined. */
const BROWSERS = {
  firefox: {
    packages: ['firefox-esr'],
    findPrograms: () => ({ executablePath: ['/usr/bin/firefox-esr'].find(isFile) }),
  },
  webkit: {
    packages: ['webkit2gtk-driver', 'xvfb'],
    findPrograms: () => ({
      driverPath: ['/usr/bin/WebKitWebDriver'].find(isFile),
      displayPath: ['/usr/bin/Xvfb'].find(isFile),
      executablePath: process.platform === 'linux' ? miniBrowserPaths().find(isFile) : undefined,
    }),
  },
} as const;

type Programs<E extends Engine> = Readonly<Record<keyof ReturnType<(typeof BROWSERS)[E]['findPrograms']>, string>>;

const isComplete = (programs: Readonly<Record<string, string | undefined>>): boolean =>
  Object.values(programs).every((path) => path !== undefined);

const installArguments = (engine: Engine): readonly string[] => [
  '--no-install-recommends',
  ...BROWSERS[engine].packages,
];

function missingError(engine: Engine, attempt?: string): AisleError {
  const found = Object.entries(BROWSERS[engine].findPrograms()).map(
    ([program, path]) => `${program} ${path ?? 'missing'}`,
  );
  const lines = [
    `Debian's ${engine === 'firefox' ? 'Firefox ESR is' : 'WebKitGTK, its driver and Xvfb are'} needed. Found: ${found.join(', ')}.`,
    ...(attempt === undefined ? [] : [`Tried: ${attempt}`]),
    `Run, on Debian: sudo apt-get update && sudo apt-get install -y ${installArguments(engine).join(' ')}`,
  ];
  return new AisleError('browser-missing', lines.join('\n'), { engine });
}

/**
 * The paths of a browser's programs.
 *
 * @throws AisleError 'browser-missing', with the command to run
 */
export function requireDebianBrowser<E extends Engine>(engine: E): Programs<E> {
  const programs = BROWSERS[engine].findPrograms();
  if (!isComplete(programs)) throw missingError(engine);
  return programs as Programs<E>;
}

/**
 * Finds Firefox ESR or WebKitGTK. Installs a missing one if `install` allows it.
 *
 * @returns the packages with their versions
 * @throws AisleError 'browser-missing', with the command to run and the failed attempt
 */
export async function ensureDebianBrowsers(
  engines: readonly Engine[],
  { install, log }: EnsureEnginesOptions,
): Promise<string[]> {
  for (const engine of engines) {
    if (isComplete(BROWSERS[engine].findPrograms())) continue;
    const installer = install ? aptInstaller(...installArguments(engine)) : undefined;
    if (installer === undefined) throw missingError(engine);
    const failure = await runInstaller(installer, log);
    if (!isComplete(BROWSERS[engine].findPrograms()))
      throw missingError(
        engine,
        `${installer.commandText} (${failure ?? 'it succeeded, but the programs are missing'})`,
      );
  }
  const versions = spawnSync(
    'dpkg-query',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of dpkg-query.
    ['--show', '--showformat=${Package} ${Version}\n', ...engines.flatMap((engine) => BROWSERS[engine].packages)],
    { encoding: 'utf8' },
  );
  return (versions.stdout ?? '').split('\n').filter((line) => line !== '');
}
