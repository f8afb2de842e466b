import { type Explainable, type ExplainOptions, explain } from './explain.js';
import type { ExplainResult } from './explanation.js';
import type { ExplanationsHost } from './explanationsHost.js';

/** The method that `addExplanations` adds. */
export interface Explanations {
  /**
   * Which events of this device's history moved items, with weights that add up to their scores, and in a sentence. Computed
   * on the device; requests nothing. Resolves by its deadline; never rejects.
   */
  explain(what: Explainable, options?: ExplainOptions | null): Promise<ExplainResult>;
}

/** The worker may be busy with its release. */
const LOAD_DEADLINE_MS = 20_000;

export function explanationsOn(host: ExplanationsHost): Explanations {
  let isLoaded = false;
  /** Loads the worker's chunk when the worker is ready. At a call, the request would show that the shopper asked. */
  const load = () => {
    const { consent, worker } = host.status() ?? {};
    if (isLoaded || consent !== 'granted' || worker !== 'ready') return;
    isLoaded = true;
    void host.request({ name: 'explain', itemIds: [] }, { deadlineMs: LOAD_DEADLINE_MS });
  };
  host.subscribe(load);
  load();
  return { explain: (what, options) => explain(host, what, options) };
}
