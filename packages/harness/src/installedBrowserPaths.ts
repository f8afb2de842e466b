import { posix, win32 } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

const POSIX_COMMANDS = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
];
const WINDOWS_COMMANDS = ['chrome.exe', 'chromium.exe', 'msedge.exe'];
const MAC_APPLICATIONS = ['Google Chrome', 'Chromium', 'Microsoft Edge'];
const WINDOWS_PROGRAMS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
];

function linuxPaths(): string[] {
  const folders = ['/usr/bin', '/usr/local/bin', '/snap/bin'];
  return [
    '/opt/google/chrome/chrome',
    ...POSIX_COMMANDS.flatMap((command) => folders.map((folder) => posix.join(folder, command))),
  ];
}

function macPaths(environment: Environment): string[] {
  const folders = ['/Applications', ...(environment.HOME ? [posix.join(environment.HOME, 'Applications')] : [])];
  return MAC_APPLICATIONS.flatMap((name) =>
    folders.map((folder) => posix.join(folder, `${name}.app`, 'Contents', 'MacOS', name)),
  );
}

function windowsPaths(environment: Environment): string[] {
  const folders = [environment.LOCALAPPDATA, environment.PROGRAMFILES, environment['PROGRAMFILES(X86)']];
  return WINDOWS_PROGRAMS.flatMap((program) =>
    folders.filter((folder) => folder !== undefined).map((folder) => win32.join(folder, ...program)),
  );
}

function commandsOnPath(platform: NodeJS.Platform, environment: Environment): string[] {
  const path = platform === 'win32' ? win32 : posix;
  const commands = platform === 'win32' ? WINDOWS_COMMANDS : POSIX_COMMANDS;
  const folders = (environment.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return commands.flatMap((command) => folders.map((folder) => path.join(folder, command)));
}

/**
 * Where Chrome, Chromium or Edge may be installed on `platform`, the most wanted first. Pure: no
 * path is looked at. The usual places come before PATH, since a command there is often a wrapper.
 */
export function installedBrowserPaths(platform: NodeJS.Platform, environment: Environment): string[] {
  const usual =
    platform === 'win32' ? windowsPaths(environment) : platform === 'darwin' ? macPaths(environment) : linuxPaths();
  return [...new Set([...usual, ...commandsOnPath(platform, environment)])];
}
