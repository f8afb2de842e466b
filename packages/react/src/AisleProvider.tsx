import { createAisle, type Aisle, type AisleOptions } from '@aisle/sdk';
import { startTransition, useEffect, useMemo, useState, type ReactElement, type ReactNode } from 'react';
import { AisleContext } from './aisleContext.js';
import { useFromServer } from './useFromServer.js';

/** Either an instance, which stays the caller's to dispose, or the options of one that lives as long as the provider. */
export type AisleProviderProps = { readonly children?: ReactNode } & (
  | {
      /** Made by createAisle in the browser; undefined on the server. */
      readonly aisle: Aisle | undefined;
      readonly options?: never;
    }
  | {
      /** Read once, when the provider mounts: give the provider another `key` to use other options. */
      readonly options: AisleOptions;
      readonly aisle?: never;
    }
);

/**
 * Gives the hooks below it their Aisle instance. With `options` the instance is made after mounting and disposed on
 * unmounting; nothing is made on the server.
 *
 * @throws AisleError `invalid-argument`, to the error boundary, for a mistake in `options`
 */
export function AisleProvider({ aisle, options, children }: AisleProviderProps): ReactElement {
  // An instance that exists while hydrating is held back: the server had none.
  const fromServer = useFromServer();
  const [current, setCurrent] = useState(fromServer ? undefined : aisle);
  const [{ made, arrived }] = useState(promiseOfInstance);
  const makesOwn = options !== undefined;
  // In an effect, so that each of StrictMode's two mounts disposes what it made. Options are often written inline: a new
  // object in every render, so only their presence counts.
  useEffect(() => {
    const own = options && createAisle(options);
    if (own) arrived(own);
    // In a transition, so that what React has not hydrated yet is not thrown away for the news.
    startTransition(() => setCurrent(own ?? aisle));
    return () => {
      own?.dispose();
      setCurrent(undefined);
    };
  }, [makesOwn, aisle]);
  const namespace = options && (options.namespace ?? 'default');
  const provided = useMemo(() => ({ aisle: current, namespace, made }), [current, namespace]);
  return <AisleContext.Provider value={provided}>{children}</AisleContext.Provider>;
}

function promiseOfInstance() {
  let latest: Aisle;
  let resolve: (instance: () => Aisle) => void;
  const made = new Promise<() => Aisle>((resolved) => (resolve = resolved));
  const arrived = (instance: Aisle) => {
    // The second of StrictMode's two comes before anybody has heard of the first, which is disposed.
    latest = instance;
    resolve(() => latest);
  };
  return { made, arrived };
}
