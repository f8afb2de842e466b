import { type EventType, toAisleError } from '@aisle/core';
import { type AutomationPolicy, type BeforeConsent, observeAttributes, readRanking } from '@aisle/tracker';
import type { TierChoice } from '@aisle/worker';
import { openAisle } from './createAisle.js';
import { pageLists } from './lists/pageLists.js';
import { EXPOSABLE_METHODS, GLOBAL_METHODS, type QueuedCall } from './tagGlobal.js';

/** Of the worker file that was built with this one; the build puts it in. */
declare const WORKER_INTEGRITY: string;

/** Reads the tag's `data-*` attributes, starts Aisle, and answers what the stub queued. */
function install(script: HTMLScriptElement): void {
  if (typeof window.aisle?.whenReady === 'function') {
    console.warn('[aisle] The script tag is on this page twice; the second one was not started.');
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
  } = script.dataset;
  if (!manifest) {
    console.error(
      '[aisle] The script tag needs data-manifest="URL of a pointer or manifest.json". Nothing was started.',
    );
    return;
  }
  const besideTag = new URL('aisle-worker.js', script.src || document.baseURI);
  const workerUrl = worker ? new URL(worker, document.baseURI) : besideTag;
  const aisle = openAisle(
    {
      manifestUrl: manifest,
      worker: workerUrl.href,
      workerIntegrity: WORKER_INTEGRITY,
      // On another origin than the tag, it is the shop's own line that imports the file beside the tag.
      workerIntegrityUrl: (workerUrl.origin === besideTag.origin ? workerUrl : besideTag).href,
      ...(key && { publicKeys: wordsOf(key) }),
      ...(updateMinutes && { updateIntervalMs: 60_000 * Number(updateMinutes) }),
      ...(namespace && { namespace }),
      ...(automation && { automation: automation as AutomationPolicy }),
      ...(tier && { tier: tier as TierChoice }),
      ...(holdout && { holdoutShare: Number(holdout) }),
      ...(beforeConsent && { beforeConsent: beforeConsent as BeforeConsent }),
      ...(consentInputs && { consentInputs: wordsOf(consentInputs) }),
      ...(eventTypes && { eventTypes: wordsOf(eventTypes) as EventType[] }),
    },
    pageLists(readRanking(namespace || 'default')),
  );
  const exposed = [...GLOBAL_METHODS, ...EXPOSABLE_METHODS.filter((name) => wordsOf(expose ?? '').includes(name))];
  const answer = ({ name, args, resolve, reject, expired }: QueuedCall) => {
    if (expired) return;
    // A queue that any script can fill is no way around it.
    if (!exposed.includes(name)) return reject(new Error(`aisle.${name} is not exposed: add it to data-expose.`));
    const method = aisle[name] as (...args: readonly unknown[]) => unknown;
    // Begun at once, whatever comes of it.
    new Promise((settle) => settle(method(...Array.from(args)))).then(resolve, reject);
  };
  // The stub's own object becomes the real one, and its queue passes on: a page may have kept either.
  const installed = (window.aisle ??= {});
  const queue = (installed.queue ??= []);
  Object.assign(installed, Object.fromEntries(exposed.map((name) => [name, aisle[name]])));
  queue.splice(0).forEach(answer);
  queue.push = (...calls) => {
    calls.forEach(answer);
    return 0;
  };
  aisle.use({ name: 'attributes', start: ({ track }) => observeAttributes(document, track) });
}

const wordsOf = (text: string): string[] => text.match(/\S+/g) ?? [];

const script = document.currentScript;
try {
  if (script instanceof HTMLScriptElement) install(script);
  else
    console.error('[aisle] aisle.js must be a classic script: remove type="module" from its tag. Nothing was started.');
} catch (error) {
  console.error(`[aisle] ${toAisleError(error).message} Nothing was started.`);
}
