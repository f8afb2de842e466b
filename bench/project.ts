import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Runs a command of the Aisle CLI and returns what it prints. Its progress appears on this terminal. */
export function runAisle(...args: readonly string[]): string {
  const cli = path.join(root, 'packages/cli/src/main.ts');
  const node = ['--import', 'tsx', '--conditions=aisle-source', cli, ...args];
  const { status, stdout } = spawnSync(process.execPath, node, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  // `replay` exits with code 1 if users differ. Its JSON has their number.
  if (status !== 0 && args[0] !== 'replay') throw new Error(`aisle ${args.join(' ')} ended with exit code ${status}`);
  return stdout;
}

export const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

/** Date and machine of a run. They are stored with its figures. */
export function runInfo(): { readonly date: string; readonly machine: string } {
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`,
  };
}
