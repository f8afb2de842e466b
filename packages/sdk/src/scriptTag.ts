import { contains, type EventType, filterList, mapList, toAisleError } from '@aisle/core';
import { type AutomationPolicy, type BeforeConsent, observeAttributes, readRanking } from '@aisle/tracker';
import type { TierChoice } from '@aisle/worker';
import { openAisle } from './createAisle.js';
import { EXPOSABLE_METHODS, GLOBAL_METHODS, type QueuedCall } from './globalMethods.js';
import { pageLists } from './lists/pageLists.js';
import { refuseFor, resolveOptions } from './options.js';
import { tagGlobals } from './tagGlobal.js';
import { workerFile } from './workerFile.js';

/** The hash of the worker file of the same build, inserted by the build. */
declare const WORKER_INTEGRITY: string;

/** Reads the tag's `data-*` attributes, starts Aisle, and runs the calls that the stub queued. */
function install(script: HTMLScriptElement): void {
  const globals = tagGlobals(script.dataset.global);
  if ([...globals].some(({ whenReady }) => typeof whenReady === 'function')) {
    console.warn('[aisle] The script tag is on this page twice. The second one was not started.');
    return;
  }
  const {
    manifest,
    key,
    updateMinutes,
    worker,
    namespace,
    automation,
    tier,
    holdout,
    beforeConsent,
    consentInputs,
    eventTypes,
    expose,
    rowsBeforeConsent,
  } = script.dataset;
  if (!manifest) {
    console.error(
      '[aisle] The script tag needs data-manifest="URL of a pointer or manifest.json". Nothing was started.',
    );
    return;
  }
  const defaultWorkerUrl = new URL('aisle-worker.js', script.src || document.baseURI);
  const workerUrl = worker ? new URL(worker, document.baseURI) : defaultWorkerUrl;
  const lists = pageLists(readRanking(namespace || 'default'));
  const options = {
    manifestUrl: manifest,
    ...(key && { publicKeys: splitWords(key) }),
    ...(updateMinutes && { updateIntervalMs: 60_000 * Number(updateMinutes) }),
    ...(namespace && { namespace }),
    ...(automation && { automation: automation as AutomationPolicy }),
    ...(tier && { tier: tier as TierChoice }),
    ...(holdout && { holdoutShare: Number(holdout) }),
    ...(beforeConsent && { beforeConsent: beforeConsent as BeforeConsent }),
    // Another text, such as "no", must not allow something before consent.
    rowsBeforeConsent: rowsBeforeConsent === '' || rowsBeforeConsent === 'true',
    ...(consentInputs && { consentInputs: splitWords(consentInputs) }),
    ...(eventTypes && { eventTypes: splitWords(eventTypes) as EventType[] }),
  };
  // A worker on another origin than the tag is a file of the shop that imports the one beside the tag.
  const integrityUrl = workerUrl.origin === defaultWorkerUrl.origin ? workerUrl : defaultWorkerUrl;
  const aisle = openAisle(
    resolveOptions(options, refuseFor('createAisle')),
    workerFile(workerUrl.href, WORKER_INTEGRITY, integrityUrl.href),
    lists,
  );
  const words = splitWords(expose ?? '');
  const exposed = [...GLOBAL_METHODS, ...filterList(EXPOSABLE_METHODS, (name) => contains(words, name))];
  const [unknown] = filterList(words, (name) => name !== 'explain' && !contains(exposed, name));
  if (unknown) console.warn(`[aisle] data-expose must name export, profile or explain, found ${unknown}.`);
  if (!contains(words, 'explain')) {
    const { request } = aisle;
    // An explanation contains events of the history.
    aisle.request = async (query, options) =>
      query?.name === 'explain' ? { reason: 'not-exposed', resultId: '', durationMs: 0 } : request(query, options);
  }
  const runCall = ({ name, args, resolve, reject, expired }: QueuedCall) => {
    if (expired) return;
    // Any script can fill the queue, so the list applies to queued calls too.
    if (!contains(exposed, name)) return reject(new Error(`aisle.${name} is not exposed: add it to data-expose.`));
    const method = aisle[name] as (...args: readonly unknown[]) => unknown;
    // Starts synchronously; a throwing method rejects.
    new Promise((settle) => settle(method(args[0], args[1]))).then(resolve, reject);
  };
  // Keeps the objects and queues, because a page may hold references to them.
  mapList([...globals], (installed) => {
    const queue = (installed.queue ??= []);
    mapList(exposed, (name) => (installed[name] = aisle[name] as never));
    const queued = mapList(queue, (call) => call);
    queue.length = 0;
    mapList(queued, runCall);
    queue.push = (...calls) => {
      mapList(calls, runCall);
      return 0;
    };
  });
  aisle.use({ name: 'attributes', start: ({ track }) => observeAttributes(document, track) });
}

/**
 * Words that are separated by spaces, commas or both. Without a pattern: if a page has replaced `RegExp.prototype.exec`,
 * a global pattern may never end.
 */
function splitWords(text: string): string[] {
  const words: string[] = [];
  let word = '';
  for (let i = 0; i <= text.length; i++) {
    const character = text[i];
    if (character !== undefined && character !== ',' && character > ' ') word += character;
    else if (word) {
      words[words.length] = word;
      word = '';
    }
  }
  return words;
}

const script = document.currentScript;
try {
  if (script instanceof HTMLScriptElement) install(script);
  else
    console.error('[aisle] aisle.js must be a classic script: remove type="module" from its tag. Nothing was started.');
} catch (thrown) {
  console.error(`[aisle] ${toAisleError(thrown).message} Nothing was started by ${script?.outerHTML}`);
}
