import type { DecisionsHost } from './decisionsHost.js';
import { type Intent, type IntentOptions, intent } from './intent.js';

/** The methods that `addDecisions` adds. */
export interface Decisions {
  /**
   * How likely the shopper buys, and how sure the release is. Computed on the device. Resolves by its deadline; never
   * rejects.
   */
  intent(options?: IntentOptions | null): Promise<Intent>;
}

export const decisionsOn = (host: DecisionsHost): Decisions => ({
  intent: (options) => intent(host, options),
});
