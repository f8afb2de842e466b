import { Tracker } from '@aisle/tracker';
import { EngineClient } from '@aisle/worker';
import { AisleInstance } from './aisle.js';
import type { Aisle } from './api.js';
import { bindMethods } from './bindMethods.js';
import { networkKind } from './device.js';
import type { ListSurface } from './lists/watchLists.js';
import { resolveOptions, type AisleOptions } from './options.js';
import { BROWSER_PAGE } from './pageEnvironment.js';

/** @throws AisleError `invalid-argument` for a mistake in the options */
export function createAisle(options: AisleOptions): Aisle {
  return bindMethods(openAisle(options));
}

/**
 * The same, its methods unbound.
 *
 * @param surface lists in the page's own markup, to be ordered
 */
export function openAisle(options: AisleOptions, surface?: ListSurface): AisleInstance {
  const {
    plugins,
    holdoutShare,
    createWorker,
    checkWorker,
    manifestUrl,
    publicKeys,
    updateIntervalMs,
    tier,
    ...tracking
  } = resolveOptions(options);
  const { namespace } = tracking;
  return new AisleInstance({
    openTracker: (listener) => new Tracker({ ...tracking, plugins: [] }, listener),
    openClient: ({ persist, onStateChange }) =>
      new EngineClient({
        createWorker,
        checkWorker,
        engine: () => ({
          namespace,
          manifestUrl,
          publicKeys,
          updateIntervalMs,
          network: networkKind(),
          tier,
          persist: persist(),
          holdoutShare,
        }),
        onStateChange,
      }),
    plugins,
    page: BROWSER_PAGE,
    holdoutShare: () => holdoutShare,
    surface,
  });
}
