import { spawn } from 'node:child_process';

export interface BoundedCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The longest time without output. A closed network often drops packets without an answer. */
  readonly silenceLimitMs: number;
  readonly totalLimitMs: number;
}

/** `ok` is true for exit code 0. `reason` explains any other end. */
export type BoundedResult = { readonly ok: true } | { readonly ok: false; readonly reason: string };

function stopTree(pid: number): void {
  try {
    // A negative id means the process group. Playwright downloads in a child process.
    if (process.platform === 'win32') process.kill(pid, 'SIGKILL');
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // The command ended before the signal arrived.
  }
}

/** Runs a command without input and passes each line of its output to `log`. Stops the command at its limits. */
export function runBounded(bounded: BoundedCommand, log: (line: string) => void): Promise<BoundedResult> {
  return new Promise((resolve) => {
    const child = spawn(bounded.command, bounded.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      env: { ...process.env, ...bounded.environment },
    });
    let stopReason: string | undefined;
    const stop = (reason: string): void => {
      stopReason = reason;
      if (child.pid !== undefined) stopTree(child.pid);
    };
    const onSilence = (): void => stop(`stopped after ${bounded.silenceLimitMs / 1000} s without output`);
    let silence = setTimeout(onSilence, bounded.silenceLimitMs);
    const total = setTimeout(() => stop(`stopped after ${bounded.totalLimitMs / 1000} s`), bounded.totalLimitMs);
    let unfinishedLine = '';
    const onOutput = (chunk: Buffer): void => {
      clearTimeout(silence);
      silence = setTimeout(onSilence, bounded.silenceLimitMs);
      const lines = (unfinishedLine + chunk.toString('utf8')).split(/[\r\n]+/);
      unfinishedLine = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') log(line);
    };
    const finish = (result: BoundedResult): void => {
      clearTimeout(silence);
      clearTimeout(total);
      if (unfinishedLine.trim() !== '') log(unfinishedLine);
      unfinishedLine = '';
      resolve(result);
    };
    child.stdout.on('data', onOutput);
    child.stderr.on('data', onOutput);
    child.on('error', (error) => finish({ ok: false, reason: error.message }));
    child.on('close', (exitCode, signal) => {
      if (exitCode === 0) finish({ ok: true });
      else finish({ ok: false, reason: stopReason ?? `ended with ${signal ?? `exit code ${exitCode}`}` });
    });
  });
}
