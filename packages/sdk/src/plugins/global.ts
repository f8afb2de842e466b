import type { Aisle } from '../api.js';
import type { Decisions } from '../decide/decisions.js';
import type { Explanations } from '../explain/explanations.js';
import type { GlobalMethod, QueuedCall } from '../globalMethods.js';
import type { Reports } from '../report/reports.js';
import type { Risk } from '../risk/risk.js';

/** Methods that the stub has before the tag has loaded. */
type StubMethod = 'boughtWith' | 'erase' | 'predict' | 'related' | 'rerank' | 'setConsent' | 'track' | 'trending';

/**
 * `window.aisle`, with stub and script tag on the page. The methods that may be missing come with the tag, with
 * `aisle-decide.js`, `aisle-explain.js` or `aisle-risk.js`.
 */
export interface AisleGlobal
  extends Pick<Aisle, StubMethod>,
    Partial<Pick<Aisle, Exclude<GlobalMethod, StubMethod>>>,
    Partial<Decisions>,
    Partial<Explanations>,
    Partial<Risk> {
  /** With `aisle-report.js`. */
  readonly reports?: Reports;
  readonly queue: QueuedCall[];
}

declare global {
  interface Window {
    readonly aisle?: AisleGlobal;
  }
  interface HTMLElementTagNameMap {
    'aisle-slot': HTMLElement;
  }
  interface HTMLElementEventMap {
    'aisle-filled': Event;
  }
}
