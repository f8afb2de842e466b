import { toAisleError } from '@aisle/core';
import { observeAttributes, type AutomationPolicy } from '@aisle/tracker';
import type { TierChoice } from '@aisle/worker';
import { createAisle } from './aisle.js';
import type { Aisle } from './api.js';

/** What the stub left behind. */
interface QueuedCall {
  readonly name: GlobalMethod;
  readonly args: ArrayLike<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** The stub has already answered. */
  readonly expired?: boolean;
}

/**
 * `export` is left out: any script on the page can call the global, and what the device remembers is not for all of
 * them. Shops that want it build on @aisle/sdk.
 */
const GLOBAL_METHODS = ['track', 'rerank', 'predict', 'setConsent', 'erase', 'whenReady', 'status', 'subscribe'] as const;
type GlobalMethod = (typeof GLOBAL_METHODS)[number];

declare global {
  interface Window {
    aisle?: Partial<Pick<Aisle, GlobalMethod>> & { queue?: QueuedCall[] };
  }
}

/** Reads the tag's `data-*` attributes, starts Aisle, and answers what the stub queued. */
function install(script: HTMLScriptElement): void {
  if (typeof window.aisle?.whenReady === 'function') {
    console.warn('[aisle] The script tag is on this page twice; the second one was not started.');
    return;
  }
  const { manifest, worker, namespace, automation, tier } = script.dataset;
  if (!manifest) {
    console.error('[aisle] The script tag needs data-manifest="URL of manifest.json". Nothing was started.');
    return;
  }
  const aisle = createAisle({
    manifestUrl: manifest,
    // Beside the tag's own file unless told otherwise.
    worker: worker ?? new URL('aisle-worker.js', script.src).href,
    ...(namespace && { namespace }),
    ...(automation && { automation: automation as AutomationPolicy }),
    ...(tier && { tier: tier as TierChoice }),
  });
  const answer = ({ name, args, resolve, reject, expired }: QueuedCall) => {
    if (expired) return;
    const method = aisle[name].bind(aisle) as (...args: readonly unknown[]) => Promise<unknown>;
    method(...Array.from(args)).then(resolve, reject);
  };
  // The stub's own object becomes the real one, and its queue passes on: a page may have kept either.
  const installed = (window.aisle ??= {});
  const queue = (installed.queue ??= []);
  Object.assign(installed, Object.fromEntries(GLOBAL_METHODS.map((name) => [name, aisle[name].bind(aisle)])));
  queue.splice(0).forEach(answer);
  queue.push = (...calls) => {
    calls.forEach(answer);
    return 0;
  };
  // Events of elements are the page's; their failures are reported by track itself.
  observeAttributes(document, (event) => void aisle.track(event).catch(() => undefined));
}

const script = document.currentScript;
try {
  if (script instanceof HTMLScriptElement) install(script);
  else console.error('[aisle] aisle.js must be a classic script: remove type="module" from its tag. Nothing was started.');
} catch (error) {
  console.error(`[aisle] ${toAisleError(error).message} Nothing was started.`);
}
