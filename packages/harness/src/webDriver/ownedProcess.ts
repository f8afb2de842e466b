import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const START_LIMIT_MS = 40_000;
const POLL_MS = 50;

/** A program and its children, which end with this process at the latest. */
export class OwnedProcess {
  /** The last lines of stderr, for error messages. */
  readonly #lastErrors: string[] = [];
  readonly #child: ChildProcess;
  readonly #closed: Promise<void>;
  #endReason: string | undefined;
  readonly #onExit = (): void => this.#kill();
  readonly #command: string;

  constructor(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#command = command;
    // A detached program leads a process group, so that one signal ends the processes that a browser starts.
    this.#child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    this.#closed = new Promise((resolve) => {
      this.#child.on('error', (error) => resolve(void (this.#endReason = error.message)));
      // A program that did not start closes too, but its exit code explains less.
      this.#child.on('close', (exitCode, signal) =>
        resolve(void (this.#endReason ??= `ended with ${signal ?? `exit code ${exitCode}`}`)),
      );
    });
    createInterface(this.#child.stderr!).on('line', (line) => {
      this.#lastErrors.push(line);
      if (this.#lastErrors.length > 10) this.#lastErrors.shift();
    });
    this.#child.stdout!.resume();
    process.on('exit', this.#onExit);
  }

  /**
   * Polls `look` until it returns a value.
   *
   * @throws Error with the last lines of stderr if the program ends or takes too long
   */
  async waitUntilReady<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
    const startMs = performance.now();
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      const timedOut = performance.now() - startMs > START_LIMIT_MS;
      const problem = this.#endReason ?? (timedOut ? `not ready after ${START_LIMIT_MS} ms` : undefined);
      if (problem !== undefined) {
        await this.stop();
        throw new Error(`${this.#command}: ${problem}. Its last messages:\n${this.#lastErrors.join('\n')}`);
      }
      await sleep(POLL_MS);
    }
  }

  /** The first line on stdout. */
  firstLine(): Promise<string> {
    let first: string | undefined;
    createInterface(this.#child.stdout!).once('line', (line) => (first = line));
    return this.waitUntilReady(() => first);
  }

  #kill(): void {
    if (this.#endReason !== undefined || this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // The program ended before the signal arrived.
    }
  }

  async stop(): Promise<void> {
    this.#kill();
    await this.#closed;
    process.off('exit', this.#onExit);
  }
}
