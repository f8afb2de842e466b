import { createAisle, type Aisle, type AisleOptions } from '@aisle/sdk';
import { useEffect, useState, useSyncExternalStore, type ReactElement, type ReactNode } from 'react';
import { AisleContext } from './aisleContext.js';

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

const neverChanges = () => () => {};

/**
 * Gives the hooks below it their Aisle instance. With `options` the instance is made after mounting and disposed on
 * unmounting; nothing is made on the server.
 *
 * @throws AisleError `invalid-argument`, to the error boundary, for a mistake in `options`
 */
export function AisleProvider({ aisle, options, children }: AisleProviderProps): ReactElement {
  // An instance that exists while hydrating is held back for one render: the server had none.
  const given = useSyncExternalStore(neverChanges, () => aisle, () => undefined);
  const [own, setOwn] = useState<Aisle | null>(null);
  const makesOwn = options !== undefined;
  // In an effect, so that each of StrictMode's two mounts disposes what it made. Options are often written inline: a new
  // object in every render, so only their presence counts.
  useEffect(() => {
    if (!options) return undefined;
    const made = createAisle(options);
    setOwn(made);
    return () => {
      made.dispose();
      setOwn(null);
    };
  }, [makesOwn]);
  return <AisleContext.Provider value={given ?? own}>{children}</AisleContext.Provider>;
}
