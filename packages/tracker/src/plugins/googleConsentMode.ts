import { gtagCommand, isRecord, watchDataLayer } from '../dataLayer.js';
import type { Plugin } from '../plugin.js';

/**
 * Hears Google Consent Mode v2: `gtag('consent', 'default' | 'update', {…})`.
 *
 * @param options.types which of its types must be granted; default `personalization_storage`
 * @param options.dataLayer the global's name, where the shop renamed it
 */
export function googleConsentMode({
  types = ['personalization_storage'],
  dataLayer = 'dataLayer',
}: {
  readonly types?: readonly string[];
  readonly dataLayer?: string;
} = {}): Plugin {
  return {
    name: 'google-consent-mode',
    start({ setConsent }) {
      /** By type; an update outdoes every default. */
      const defaults = new Map<string, boolean>();
      const updates = new Map<string, boolean>();
      const report = () => {
        const found = types.map((type) => ({ type, granted: updates.get(type) ?? defaults.get(type) }));
        const detail = found
          .map(
            ({ type, granted }) =>
              `${type} ${granted === undefined ? 'not mentioned' : granted ? 'granted' : 'denied'}`,
          )
          .join(', ');
        // A default that denies is how pages begin: the visitor has not been asked yet.
        if (found.some(({ type }) => updates.get(type) === false)) setConsent('denied', detail);
        else setConsent(found.every(({ granted }) => granted) ? 'granted' : 'unset', detail);
      };
      report();
      return watchDataLayer(dataLayer, (entry) => {
        const [command, kind, states] = gtagCommand(entry) ?? [];
        if (command !== 'consent' || !isRecord(states) || (kind !== 'default' && kind !== 'update')) return;
        for (const type of types) {
          if (states[type] !== 'granted' && states[type] !== 'denied') continue;
          const granted = states[type] === 'granted';
          // Which region's default holds is not known here: the most restrictive of them does.
          if (kind === 'update') updates.set(type, granted);
          else defaults.set(type, granted && defaults.get(type) !== false);
        }
        report();
      });
    },
  };
}
