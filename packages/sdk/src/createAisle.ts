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
  const { recording, engine, createWorker, checkWorker } = resolveOptions(options);
  const { plugins, ...tracking } = recording;
  const aisle = new AisleInstance({
    openTracker: (listener) => new Tracker(tracking, listener),
    openClient: ({ persist, onStateChange }) =>
      new EngineClient({
        createWorker,
        checkWorker,
        engine: () => ({ ...engine, network: networkKind(), persist: persist() }),
        onStateChange,
      }),
    page: BROWSER_PAGE,
    holdoutShare: () => engine.holdoutShare,
    surface,
  });
  // When it is complete, since a plugin may report events at once.
  for (const plugin of plugins) aisle.use(plugin);
  return aisle;
}
