import { AisleError } from '@aisle/core';
import type { CallOptions, RemoteEngine, WorkerState } from '@aisle/worker';
import type { InstanceClient } from '../parts.js';
import type { ScriptedEngine } from './scriptedEngine.js';

/**
 * Calls a scripted engine on the page's own thread. There is no worker to start, so it is ready until it is disposed.
 */
export class ScriptedClient implements InstanceClient {
  state: WorkerState = 'ready';
  readonly lastError = undefined;
  readonly noticesSent = 0;
  readonly whenStopped = Promise.resolve();
  readonly #engine: RemoteEngine;

  constructor(engine: ScriptedEngine) {
    // What is not scripted rejects, as an engine's failure would.
    this.#engine = engine as unknown as RemoteEngine;
  }

  async call<T>(invoke: (engine: RemoteEngine) => Promise<T>, { deadlineMs, signal }: CallOptions): Promise<T> {
    if (this.state !== 'ready') throw new AisleError('disposed', 'This Aisle instance was disposed.');
    if (signal?.aborted) throw new AisleError('aborted', 'The call was aborted by its signal.');
    // It answers at once: in time for every deadline but one that has passed.
    if (!(deadlineMs > 0)) throw new AisleError('timeout', `The engine did not answer within ${deadlineMs} ms.`);
    return invoke(this.#engine);
  }

  advance(): void {}

  forget(): void {}

  start(): void {}

  stop(): void {}

  dispose(): void {
    this.state = 'idle';
  }
}
