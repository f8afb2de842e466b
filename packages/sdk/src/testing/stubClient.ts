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

/** A client without a worker. It logs calls. The test provides the engine's methods. */
export class StubClient implements InstanceClient {
  state: WorkerState = 'idle';
  lastProblem: InstanceClient['lastProblem'];
  noticesSent = 0;
  whenStopped: Promise<void> = Promise.resolve();
  /** Starts, stops, notices and calls, in order. */
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

  setState(state: WorkerState, error?: InstanceClient['lastProblem']): void {
    this.state = state;
    this.lastProblem = error ?? this.lastProblem;
    this.hooks.onStateChange(state, error);
  }

  start(): void {
    if (this.state !== 'idle') return;
    const { readsHistory, persist } = this.hooks.access();
    this.log.push(`start${readsHistory ? '' : ' without history'}, persist: ${persist}`);
    this.setState('ready');
  }

  stop(): void {
    if (this.state === 'idle') return;
    this.log.push('stop');
    this.setState('idle');
  }

  onCached(): void {
    this.log.push('cached');
  }

  onResume(): void {
    this.log.push('resume');
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
