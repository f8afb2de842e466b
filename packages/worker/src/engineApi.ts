import type { ProxyMarked } from 'comlink';
import type * as decisions from './engine/decisions/index.js';
import type { DeviceHints, EngineOptions, EngineStatus } from './protocol.js';

type Decisions = typeof decisions;

/** The decisions as the page calls them. */
export type DecisionApi = {
  readonly [Name in keyof Decisions]: (request: Parameters<Decisions[Name]>[0]) => ReturnType<Decisions[Name]>;
};

/** The engine as the page calls it, by Comlink's typed proxy. Every method may throw a PlainError. */
export interface EngineApi extends DecisionApi {
  /** Answers at once: a worker that does not is dead or blocked. */
  ping(): Promise<void>;
  /** Resolves when the model can answer, or is known to be missing. */
  whenReady(): Promise<EngineStatus>;
  /** Resolves when the release that the channel has now is in use, or is known to be unusable. */
  whenUpdated(): Promise<EngineStatus>;
  /**
   * Measures, once, which tier ranks the whole catalogue fastest, where the tier is `auto`. Resolves when that is
   * settled.
   */
  calibrate(device: DeviceHints): Promise<EngineStatus>;
}

/** What the worker exposes. */
export interface EngineHost {
  /**
   * The handshake, and the first call: compares versions, makes the engine and starts loading, without waiting for it.
   *
   * @param notices receives `NumberedNotice` messages
   * @throws AisleError `protocol-mismatch`
   */
  start(protocolVersion: number, options: EngineOptions, notices: MessagePort): Promise<void>;
  /** Exists after the handshake. Comlink's mark says that it stays in the worker: the page calls its methods. */
  readonly engine: EngineApi & ProxyMarked;
}
