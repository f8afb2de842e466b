import type { CallOptions, EngineApi, EngineStatus, RemoteEngine, WorkerState } from '@aisle/worker';
import type { ClientHooks, InstanceClient } from '../parts.js';

export const STATUS: EngineStatus = {
  requests: [],
  tier: 'light',
  catalogueTier: 'light',
  adapter: undefined,
  release: 'r1',
  signed: false,
  channel: undefined,
  problems: [],
};

/** A client without a worker. It logs its calls, and a test gives it the methods of the engine. */
export class StubClient implements InstanceClient {
  state: WorkerState = 'idle';
  lastError: InstanceClient['lastError'];
  noticesSent = 0;
  whenStopped: Promise<void> = Promise.resolve();
  /** In order: starts, stops, notices and calls. */
  readonly log: string[] = [];
  readonly hooks: ClientHooks;
  readonly #engine: Partial<EngineApi>;

  constructor(hooks: ClientHooks, engine: Partial<EngineApi> = {}) {
    this.hooks = hooks;
    this.#engine = {
      whenReady: async () => STATUS,
      whenUpdated: async () => STATUS,
      calibrate: async () => STATUS,
      ...engine,
    };
  }

  setState(state: WorkerState, problem?: InstanceClient['lastError']): void {
    this.state = state;
    this.lastError = problem ?? this.lastError;
    this.hooks.onStateChange(state, problem);
  }

  start(): void {
    if (this.state !== 'idle') return;
    this.log.push(`start, persist: ${this.hooks.persist()}`);
    this.setState('ready');
  }

  stop(): void {
    if (this.state === 'idle') return;
    this.log.push('stop');
    this.setState('idle');
  }

  advance(...[, { seq }]: Parameters<InstanceClient['advance']>): void {
    this.noticesSent++;
    this.log.push(`advance ${seq}`);
  }

  forget(): void {
    this.noticesSent++;
    this.log.push('forget');
  }

  call<T>(invoke: (engine: RemoteEngine) => Promise<T>, _options: CallOptions): Promise<T> {
    return invoke(this.#engine as unknown as RemoteEngine);
  }

  dispose(): void {
    this.log.push('dispose');
  }
}
