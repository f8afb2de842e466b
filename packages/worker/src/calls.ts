import { toPlainError, type PlainError } from '@aisle/core';
import type { EngineApi } from './protocol.js';

/** One call of a method of the engine, and its answer: what goes over the line besides nothing else. */
interface Call {
  /** Absent where nobody waits for the answer. */
  readonly id?: number;
  readonly method: keyof EngineApi;
  readonly args: readonly unknown[];
}
type Answer = { readonly id: number | undefined } & ({ readonly value: unknown } | { readonly error: PlainError });

/** Calls the engine by method name. Rejects with the PlainError that it threw; a worker that dies answers never. */
export type RemoteEngine = <M extends keyof EngineApi>(method: M, ...args: Parameters<EngineApi[M]>) => ReturnType<EngineApi[M]>;

/** The window's end of the line. */
export function callEngine(worker: Worker): RemoteEngine {
  const waiting = new Map<number, (answer: Answer) => void>();
  let latestId = 0;
  worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    waiting.get(data.id!)?.(data);
    waiting.delete(data.id!);
  });
  return ((method, ...args) =>
    new Promise((resolve, reject) => {
      const id = ++latestId;
      worker.postMessage({ id, method, args } satisfies Call);
      waiting.set(id, (answer) => ('error' in answer ? reject(answer.error) : resolve(answer.value as never)));
    })) as RemoteEngine;
}

/** The window's end where it waits for no answer, which would wake the page for nothing: what the method throws is lost. */
export function tellEngine<M extends keyof EngineApi>(worker: Worker, method: M, args: Parameters<EngineApi[M]>): void {
  worker.postMessage({ method, args } satisfies Call);
}

/** The worker's end: answers every call that has an id, in the order in which they are done. */
export function answerCalls(engine: EngineApi): void {
  addEventListener('message', async ({ data: { id, method, args } }: MessageEvent<Call>) => {
    const answer = await Promise.resolve()
      .then(() => (engine[method] as (...args: readonly unknown[]) => unknown)(...args))
      .then(
        (value): Answer => ({ id, value }),
        (cause: unknown): Answer => ({ id, error: toPlainError(cause) }),
      );
    if (id !== undefined) postMessage(answer);
  });
}
