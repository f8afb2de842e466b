import type { Aisle, AisleOptions } from '@aisle/sdk';
import { type ReactElement, type ReactNode, useEffect, useMemo } from 'react';
import { AisleContext, given, own } from './provided.js';
import { useBeforePaint } from './useBeforePaint.js';

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
 * Gives the hooks below it their Aisle instance. With `options` the instance is made when the tree has mounted, by the
 * first of its effects that uses it, and disposed on unmounting; nothing is made on the server.
 *
 * @throws AisleError `invalid-argument`, to the error boundary, for a mistake in `options`
 */
export function AisleProvider({ aisle, options, children }: AisleProviderProps): ReactElement {
  // Options are often written inline: a new object in every render, so only their presence counts.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above.
  const provided = useMemo(() => (options ? own(options) : given(aisle)), [!options, aisle]);
  useBeforePaint(() => provided.mount?.(), [provided]);
  useEffect(() => void provided.get(), [provided]);
  return <AisleContext.Provider value={provided}>{children}</AisleContext.Provider>;
}
