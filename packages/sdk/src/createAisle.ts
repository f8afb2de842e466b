import { readOrRefuse } from '@aisle/core';
import { Tracker } from '@aisle/tracker';
import { EngineClient } from '@aisle/worker';
import { createInstance } from './aisle.js';
import type { Aisle } from './api.js';
import { checkTypes } from './checkTypes.js';
import { networkKind } from './device.js';
import { watchPagePictures } from './lists/pictures.js';
import type { PageLists } from './lists/watchLists.js';
import { type AisleOptions, type ResolvedOptions, refuseFor, resolveOptions } from './options.js';
import { BROWSER_PAGE } from './pageEnvironment.js';
import { requireBrowser, requireWorker } from './requireBrowser.js';
import { type WorkerSource, workerFile } from './workerFile.js';

/** Creates an instance. @throws AisleError `invalid-argument` for invalid options, and on a server */
export function createAisle(options: AisleOptions): Aisle {
  requireBrowser('createAisle', options);
  const [resolved, worker] = readOrRefuse('invalid-argument', 'createAisle: the options', () => read(options));
  const aisle = openAisle(resolved, worker);
  watchPagePictures(':is([data-aisle-list]:not([data-aisle-rank=off]),[data-aisle-pictures=same])');
  return aisle;
}

function read(options: AisleOptions): [ResolvedOptions, WorkerSource] {
  const refuse = refuseFor('createAisle');
  const { manifestUrl, worker, workerIntegrity, workerIntegrityUrl, rowsBeforeConsent = false } = options;
  if (typeof manifestUrl !== 'string' || manifestUrl === '')
    refuse('manifestUrl', 'the URL of a pointer or a manifest.json', manifestUrl);
  if (typeof worker !== 'function' && (typeof worker !== 'string' || worker === ''))
    refuse('worker', 'a URL or a function', worker);
  if (typeof rowsBeforeConsent !== 'boolean') refuse('rowsBeforeConsent', 'true or false', rowsBeforeConsent);
  checkTypes(options, refuse);
  return [
    resolveOptions(options, refuse),
    typeof worker === 'string'
      ? workerFile(worker, workerIntegrity, workerIntegrityUrl ?? undefined)
      : { createWorker: requireWorker(worker), workerUrl: undefined, checkWorker: undefined },
  ];
}

/**
 * `createAisle` for the script tag.
 *
 * @param lists orders the lists in the page's markup
 */
export function openAisle(
  { recording, engine, rowsBeforeConsent }: ResolvedOptions,
  worker: WorkerSource,
  lists?: PageLists,
): Aisle {
  const { plugins, ...tracking } = recording;
  let tracker: Tracker;
  const aisle = createInstance({
    openTracker: (listener) => (tracker = new Tracker(tracking, listener)),
    openClient: ({ access, onStateChange }) =>
      new EngineClient({
        ...worker,
        engine: () => {
          const options = { ...engine, network: networkKind(), ...access() };
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
    rowsBeforeConsent,
    lists,
  });
  // After the instance is complete, because a plugin may report events immediately.
  for (const plugin of plugins) aisle.use(plugin);
  return aisle;
}
