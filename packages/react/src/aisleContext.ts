import { type Aisle, type AisleOptions, createAisle } from '@aisle/sdk';
import { createContext, useContext, useEffect } from 'react';
import { isServer } from './useIsomorphicLayoutEffect.js';

/**
 * The context value that a provider passes to the hooks below it. The value does not change when the instance is created:
 * only components that read the instance or its status render again. Lists and functions that track events do not.
 */
export interface AisleContextValue {
  /** Set without an AisleProvider above. */
  readonly missing?: 'no-provider';
  /** The namespace of the instance that the provider creates. Undefined for an external instance. */
  readonly namespace?: string;
  /** Returns the instance if it exists. For renders. */
  readonly peek: () => Aisle | undefined;
  /** Returns the instance and creates it at the first call in a browser. For effects and handlers only: React may discard a render. */
  readonly getOrCreate: () => Aisle | undefined;
  /** Calls the listener when the instance is created, and after each change of its status. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Called each time the provider mounts, before any effect that may call `getOrCreate`. @returns the cleanup function */
  readonly mount?: () => () => void;
}

/** For an instance that the caller created and will dispose. */
export function externalInstance(aisle?: Aisle): AisleContextValue {
  const get = () => aisle;
  return { peek: get, getOrCreate: get, subscribe: (listener) => aisle?.subscribe(listener) ?? (() => {}) };
}

/**
 * For an instance that is created on first use and disposed when the provider unmounts.
 *
 * @throws AisleError `invalid-argument` from `getOrCreate` if `options` are invalid
 */
export function ownedInstance(options: AisleOptions): AisleContextValue {
  const listeners = new Set<() => void>();
  const notify = () => listeners.forEach((listener) => listener());
  let aisle: Aisle | undefined;
  // After unmounting, an event creates no instance: nothing would dispose it.
  let isClosed = isServer;
  return {
    namespace: options.namespace ?? 'default',
    peek: () => aisle,
    getOrCreate() {
      if (!aisle && !isClosed) {
        aisle = createAisle(options);
        aisle.subscribe(notify);
        notify();
      }
      return aisle;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    mount() {
      // StrictMode mounts twice. Each mount has a separate instance: https://react.dev/reference/react/StrictMode
      isClosed = false;
      return () => {
        isClosed = true;
        aisle?.dispose();
        aisle = undefined;
      };
    },
  };
}

export const AisleContext = createContext<AisleContextValue>({ ...externalInstance(), missing: 'no-provider' });

let hasLoggedMissingProvider = false;

/** The value of the provider above. Without one, the first hook of a page writes a line to the console. */
export function useAisleContext(): AisleContextValue {
  const context = useContext(AisleContext);
  useEffect(() => {
    if (!context.missing || hasLoggedMissingProvider) return;
    hasLoggedMissingProvider = true;
    console.warn(
      '[aisle] A hook of @aisle/react found no AisleProvider above its component, so it records and ranks nothing. Put AisleProvider around your app.',
    );
  }, [context]);
  return context;
}
