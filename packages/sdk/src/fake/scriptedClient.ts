import { AisleError } from '@aisle/core';
import type { CallOptions, RemoteEngine, WorkerState } from '@aisle/worker';
import type { InstanceClient } from '../parts.js';
import type { ScriptedEngine } from './scriptedEngine.js';

/** Calls a scripted engine on the page's thread. Without a worker to start, it is ready until it is disposed. */
export class ScriptedClient implements InstanceClient {
  state: WorkerState = 'ready';
  readonly lastProblem = undefined;
  readonly noticesSent = 0;
  readonly whenStopped = Promise.resolve();
  readonly #engine: RemoteEngine;

  constructor(engine: ScriptedEngine) {
    // Methods that the scripted engine lacks reject, like a failure of the engine.
    this.#engine = engine as unknown as RemoteEngine;
  }

  async call<T>(invoke: (engine: RemoteEngine) => Promise<T>, { deadlineMs, signal }: CallOptions): Promise<T> {
    if (this.state !== 'ready') throw new AisleError('disposed', 'This Aisle instance was disposed.');
    if (signal?.aborted) throw new AisleError('aborted', 'The call was aborted by its signal.');
    // The answer comes without delay, so only an expired deadline can be missed.
    if (!(deadlineMs > 0)) throw new AisleError('timeout', `The engine did not answer within ${deadlineMs} ms.`);
    return invoke(this.#engine);
  }

  advance(): void {}

  forget(): void {}

  start(): void {}

  stop(): void {}

  onCached(): void {}

  onResume(): void {}

  dispose(): void {
    this.state = 'idle';
  }
}
