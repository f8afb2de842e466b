import { Tracker } from '@aisle/tracker';
import { EngineClient } from '@aisle/worker';
import { createInstance } from './aisle.js';
import type { Aisle } from './api.js';
import { networkKind } from './device.js';
import { watchPagePictures } from './lists/pictures.js';
import type { PageLists } from './lists/watchLists.js';
import { type AisleOptions, resolveOptions } from './options.js';
import { BROWSER_PAGE } from './pageEnvironment.js';
import { requireBrowser, requireWorker } from './requireBrowser.js';

/** Creates an instance. @throws AisleError `invalid-argument` for invalid options, and on a server */
export function createAisle(options: AisleOptions): Aisle {
  requireBrowser('createAisle', options);
  const aisle = openAisle(options, undefined, requireWorker);
  watchPagePictures(':is([data-aisle-list]:not([data-aisle-rank=off]),[data-aisle-pictures=same])');
  return aisle;
}

/**
 * `createAisle` for the script tag.
 *
 * @param lists orders the lists in the page's markup
 * @param checked checks what a function of the shop creates
 */
export function openAisle(
  options: AisleOptions,
  lists?: PageLists,
  checked: (create: () => Worker) => () => Worker = (create) => create,
): Aisle {
  const { recording, engine, createWorker, checkWorker, workerUrl } = resolveOptions(options);
  const { plugins, ...tracking } = recording;
  let tracker: Tracker;
  const aisle = createInstance({
    openTracker: (listener) => (tracker = new Tracker(tracking, listener)),
    openClient: ({ persist, onStateChange }) =>
      new EngineClient({
        createWorker: checked(createWorker),
        checkWorker,
        workerUrl,
        engine: () => {
          const options = { ...engine, network: networkKind(), persist: persist(), readsHistory: true };
          // Without the key, the worker reads an empty history.
          return (
            tracker.sessionKey?.then(
              (historyKey) => ({ ...options, historyKey }),
              () => options,
            ) ?? options
          );
        },
        onStateChange,
      }),
    page: BROWSER_PAGE,
    holdoutShare: () => engine.holdoutShare,
    lists,
  });
  // After the instance is complete, because a plugin may report events immediately.
  for (const plugin of plugins) aisle.use(plugin);
  return aisle;
}
