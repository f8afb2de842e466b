import type { Aisle, AisleOptions } from '@aisle/sdk';
import { type ReactElement, type ReactNode, useEffect, useMemo } from 'react';
import { AisleContext, externalInstance, ownedInstance } from './aisleContext.js';
import { useIsomorphicLayoutEffect } from './useIsomorphicLayoutEffect.js';

/** Either an instance, which the caller disposes, or options for an instance that lives as long as the provider. */
export type AisleProviderProps = { readonly children?: ReactNode } & (
  | {
      /** From `createAisle` in the browser; undefined on the server. */
      readonly aisle: Aisle | undefined;
      readonly options?: never;
    }
  | {
      /** Read once, when the provider mounts. To use other options, give the provider another `key`. */
      readonly options: AisleOptions;
      readonly aisle?: never;
    }
);

/**
 * Provides the Aisle instance to the hooks below. With `options`, the first effect that uses the instance creates it, and
 * unmounting disposes it. On the server, no instance is created.
 *
 * @throws AisleError `invalid-argument`, to the error boundary, if `options` are invalid
 */
export function AisleProvider({ aisle, options, children }: AisleProviderProps): ReactElement {
  // biome-ignore lint/correctness/useExhaustiveDependencies: inline options are a new object in every render, so only their presence counts.
  const context = useMemo(() => (options ? ownedInstance(options) : externalInstance(aisle)), [!options, aisle]);
  useIsomorphicLayoutEffect(() => context.mount?.(), [context]);
  useEffect(() => void context.getOrCreate(), [context]);
  return <AisleContext.Provider value={context}>{children}</AisleContext.Provider>;
}
