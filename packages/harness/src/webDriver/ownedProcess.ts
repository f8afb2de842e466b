import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const START_LIMIT_MS = 40_000;
const POLL_MS = 50;

/** A program with its children, which ends with this process at the latest. */
export class OwnedProcess {
  /** The last lines of what it said on stderr, for a failure's message. */
  readonly #said: string[] = [];
  readonly #child: ChildProcess;
  readonly #closed: Promise<void>;
  #ended: string | undefined;
  readonly #onExit = (): void => this.#kill();
  readonly #command: string;

  constructor(command: string, args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.#command = command;
    // A group of its own: browsers start further processes, which are to end with them.
    this.#child = spawn(command, args, {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    this.#closed = new Promise((resolve) => {
      this.#child.on('error', (error) => resolve(void (this.#ended = error.message)));
      // A program that could not be started closes too, with an exit code that says less.
      this.#child.on('close', (exitCode, signal) =>
        resolve(void (this.#ended ??= `ended with ${signal ?? `exit code ${exitCode}`}`)),
      );
    });
    createInterface(this.#child.stderr!).on('line', (line) => {
      this.#said.push(line);
      if (this.#said.length > 10) this.#said.shift();
    });
    this.#child.stdout!.resume();
    process.on('exit', this.#onExit);
  }

  /** Waits for what `look` finds once the program runs. Throws what the program said where it ends or takes too long. */
  async started<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
    const startMs = performance.now();
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      const problem =
        this.#ended ??
        (performance.now() - startMs > START_LIMIT_MS ? `not ready after ${START_LIMIT_MS} ms` : undefined);
      if (problem !== undefined) {
        await this.stop();
        throw new Error(`${this.#command}: ${problem}. It said:\n${this.#said.join('\n')}`);
      }
      await sleep(POLL_MS);
    }
  }

  /** The first line that it prints on stdout. */
  firstLine(): Promise<string> {
    let first: string | undefined;
    createInterface(this.#child.stdout!).once('line', (line) => (first = line));
    return this.started(() => first);
  }

  #kill(): void {
    if (this.#ended !== undefined || this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // It ended before the signal came.
    }
  }

  async stop(): Promise<void> {
    this.#kill();
    await this.#closed;
    process.off('exit', this.#onExit);
  }
}
