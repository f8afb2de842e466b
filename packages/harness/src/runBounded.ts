import { spawn } from 'node:child_process';

export interface BoundedCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Stopped after this long without a byte of output: a closed network often swallows packets and never answers. */
  readonly silenceLimitMs: number;
  readonly totalLimitMs: number;
}

/** `ok`: it ended with exit code 0. `reason`: else why not, in words. */
export type BoundedResult = { readonly ok: true } | { readonly ok: false; readonly reason: string };

function stopTree(pid: number): void {
  try {
    // The negative id is the whole process group: Playwright downloads in a child of its own.
    if (process.platform === 'win32') process.kill(pid, 'SIGKILL');
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended between the timer and the signal.
  }
}

/** Runs a command without input, hands each line of its output to `log`, and never takes longer than its limits. */
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
    let rest = '';
    const onOutput = (chunk: Buffer): void => {
      clearTimeout(silence);
      silence = setTimeout(onSilence, bounded.silenceLimitMs);
      const lines = (rest + chunk.toString('utf8')).split(/[\r\n]+/);
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.trim() !== '') log(line);
    };
    const finish = (result: BoundedResult): void => {
      clearTimeout(silence);
      clearTimeout(total);
      if (rest.trim() !== '') log(rest);
      rest = '';
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
