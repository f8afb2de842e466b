import { spawn, type SpawnOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Runs a command with its output on this terminal; true for exit code 0. */
export function runCommand(command: string, args: readonly string[], options: SpawnOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.on('close', (exitCode) => resolve(exitCode === 0));
  });
}

/** Runs a script of the root's package.json as a package manager would. */
export function runScript(root: string, name: 'build' | 'imports'): Promise<boolean> {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<typeof name, string>;
  };
  const PATH = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
  return runCommand(scripts[name], [], { cwd: root, shell: true, env: { ...process.env, PATH } });
}
