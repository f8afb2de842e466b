import type { Aisle } from '@aisle/sdk';
import type { Decisions } from '@aisle/sdk/decide';
import { documentOf, SDK_SCRIPT } from './aislePage.js';

declare global {
  interface Window {
    addDecisions: (aisle: Aisle) => Aisle & Decisions;
  }
}

/** A page with `window.sdk` and `window.addDecisions`. */
export const DECISIONS_PAGE = documentOf(
  `${SDK_SCRIPT}<script type="module">
    import { addDecisions } from "/aisle/plugins/decide.js";
    window.addDecisions = addDecisions;
  </script>`,
);
