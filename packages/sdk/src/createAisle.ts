import { Tracker } from '@aisle/tracker';
import { EngineClient } from '@aisle/worker';
import { createInstance } from './aisle.js';
import type { Aisle } from './api.js';
import { networkKind } from './device.js';
import type { ListSurface } from './lists/watchLists.js';
import { type AisleOptions, resolveOptions } from './options.js';
import { BROWSER_PAGE } from './pageEnvironment.js';

/** @throws AisleError `invalid-argument` for a mistake in the options */
export function createAisle(options: AisleOptions): Aisle {
  return openAisle(options);
}

/**
 * `createAisle` for the script tag.
 *
 * @param surface lists in the page's own markup, to be ordered
 */
export function openAisle(options: AisleOptions, surface?: ListSurface): Aisle {
  const { recording, engine, createWorker, checkWorker } = resolveOptions(options);
  const { plugins, ...tracking } = recording;
  const aisle = createInstance({
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
