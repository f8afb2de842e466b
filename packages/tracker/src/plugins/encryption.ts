import { KeystreamSealing } from '@aisle/store/sealing';
import type { Plugin } from '../plugin.js';

/**
 * Encrypts events at rest, under a key that the browser does not give out. Add it before the first event, on every page:
 * what was stored before stays as it is until the retention takes it. A page without secure context (https) keeps its
 * history in memory then.
 */
export function encryption(): Plugin {
  return {
    name: 'encryption',
    start({ sealWith }) {
      sealWith(new KeystreamSealing());
      return () => {};
    },
  };
}
