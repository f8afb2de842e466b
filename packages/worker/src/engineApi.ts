import type { ProxyMarked } from 'comlink';
import type * as decisions from './engine/decisions/index.js';
import type { DeviceHints, EngineOptions, EngineStatus } from './protocol.js';

type Decisions = typeof decisions;

/** The decisions, as methods of the engine. */
export type DecisionApi = {
  readonly [Name in keyof Decisions]: (request: Parameters<Decisions[Name]>[0]) => ReturnType<Decisions[Name]>;
};

/** The engine's methods, which the page calls through Comlink's typed proxy. Each can reject with a PlainError. */
export interface EngineApi extends DecisionApi {
  /** Replies at once. A worker that does not reply is dead or blocked. */
  ping(): Promise<void>;
  /** Resolves when a release is in use, or loading it has failed. */
  whenReady(): Promise<EngineStatus>;
  /** Resolves when the channel's current release is in use, or the update has failed. */
  whenUpdated(): Promise<EngineStatus>;
  /**
   * Measures once which tier ranks all items of the release fastest, if the tier option is `auto`. Resolves when the
   * measurement is complete.
   */
  calibrate(device: DeviceHints): Promise<EngineStatus>;
}

/** The object that the worker exposes. */
export interface EngineHost {
  /**
   * The handshake and first call. Compares versions, creates the engine and starts loading without waiting for it.
   *
   * @param notices receives `NumberedNotice` messages
   * @throws AisleError `protocol-mismatch`
   */
  start(protocolVersion: number, options: EngineOptions, notices: MessagePort): Promise<void>;
  /** Exists after the handshake. Comlink's mark keeps the object in the worker and sends the page a proxy. */
  readonly engine: EngineApi & ProxyMarked;
}
