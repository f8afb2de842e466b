import { toPlainError } from '@aisle/core';
import { expose } from 'comlink';
import type { EngineApi } from '../protocol.js';
import { Engine } from './engine.js';

/** Comlink rebuilds a thrown Error without its code; a thrown plain object crosses whole. */
function withPlainErrors(engine: EngineApi): EngineApi {
  return new Proxy(engine, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        try {
          return await (Reflect.apply(method, target, args) as unknown);
        } catch (cause) {
          throw toPlainError(cause);
        }
      };
    },
  });
}

expose(withPlainErrors(new Engine()));
