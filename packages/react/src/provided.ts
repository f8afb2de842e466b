import { type Aisle, type AisleOptions, createAisle } from '@aisle/sdk';
import { createContext } from 'react';
import { onServer } from './useBeforePaint.js';

/**
 * What a provider gives to the hooks below it. It stays the same when the instance is made, so that only what reads the
 * instance or its status is rendered again for that: a list, or a handler that tracks, is not.
 */
export interface Provided {
  /** Where there is no AisleProvider above. */
  readonly none?: 'no-provider';
  /** Of the instance that the provider makes; undefined where it was given one. */
  readonly namespace?: string;
  /** The instance, if there is one yet. For renders. */
  readonly peek: () => Aisle | undefined;
  /** The instance, made at the first call in a browser. For effects and handlers: a render may be thrown away. */
  readonly get: () => Aisle | undefined;
  /** Is told when there is an instance, and of each change of its status. */
  readonly subscribe: (listener: () => void) => () => void;
  /** To be called before any effect that may `get`, each time that the provider is mounted. @returns what disposes */
  readonly mount?: () => () => void;
}

/** An instance that is its maker's to dispose. */
export function given(aisle?: Aisle): Provided {
  const get = () => aisle;
  return { peek: get, get, subscribe: (listener) => aisle?.subscribe(listener) ?? (() => {}) };
}

/**
 * An instance that is made at the first use.
 *
 * @throws AisleError from `get`, `invalid-argument`, for a mistake in `options`
 */
export function own(options: AisleOptions): Provided {
  const listeners = new Set<() => void>();
  const tell = () => listeners.forEach((listener) => listener());
  let aisle: Aisle | undefined;
  // An event that comes too late makes no instance that nobody disposes.
  let closed = onServer;
  return {
    namespace: options.namespace ?? 'default',
    peek: () => aisle,
    get() {
      if (!aisle && !closed) {
        aisle = createAisle(options);
        aisle.subscribe(tell);
        tell();
      }
      return aisle;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    mount() {
      // Once more: each of StrictMode's two mounts has an instance of its own.
      closed = false;
      return () => {
        closed = true;
        aisle?.dispose();
        aisle = undefined;
      };
    },
  };
}

export const AisleContext = createContext<Provided>({ ...given(), none: 'no-provider' });
