import { AisleError } from '@aisle/core';
import { type ProxyMarked, proxy } from 'comlink';
import type { EngineApi, EngineHost } from '../engineApi.js';
import { type EngineOptions, PROTOCOL_VERSION } from '../protocol.js';
import { createEngine } from './engine.js';
import type { EngineEnvironment } from './environment.js';

/** The object that the worker exposes. It creates the engine at the handshake. */
export class WorkerEngineHost implements EngineHost {
  #engine: (EngineApi & ProxyMarked) | undefined;
  readonly #environment: EngineEnvironment | undefined;

  /** @param environment default: the worker's environment */
  constructor(environment?: EngineEnvironment) {
    this.#environment = environment;
  }

  async start(protocolVersion: number, options: EngineOptions, notices: MessagePort): Promise<void> {
    if (protocolVersion !== PROTOCOL_VERSION) {
      throw new AisleError(
        'protocol-mismatch',
        `The page has protocol ${protocolVersion}, the worker file ${PROTOCOL_VERSION}. ` +
          'Deploy aisle.js and the worker file together.',
        { page: protocolVersion, worker: PROTOCOL_VERSION },
      );
    }
    this.#engine = proxy(createEngine(options, notices, this.#environment));
  }

  get engine(): EngineApi & ProxyMarked {
    if (!this.#engine) throw new AisleError('internal', 'The engine was called before the handshake.');
    return this.#engine;
  }
}
