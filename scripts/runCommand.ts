import { type SpawnOptions, spawn } from 'node:child_process';

/** Runs a command with its output on this terminal. Resolves with true for exit code 0. */
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

/** Runs a script of the root's package.json. pnpm is on PATH, because it started this process. */
export function runScript(root: string, name: string): Promise<boolean> {
  return runCommand('pnpm', ['run', name], { cwd: root });
}
