import { gtagCommand, isRecord, watchDataLayer } from '../dataLayer.js';
import type { Plugin } from '../plugin.js';

/**
 * A consent input: Reads `gtag('consent', 'default' | 'update', {…})` of Google Consent Mode v2.
 * `https://developers.google.com/tag-platform/security/guides/consent` describes it.
 *
 * @param options.types the consent types that must be granted. Default: `personalization_storage`.
 * @param options.dataLayer the name of the global, if the shop renamed it
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
      /** By consent type. An update has precedence over every default. */
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
        // A default of 'denied' is not an answer: pages set it before they ask the shopper.
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
          // The shopper's region is unknown here, so the most restrictive regional default applies.
          if (kind === 'update') updates.set(type, granted);
          else defaults.set(type, granted && defaults.get(type) !== false);
        }
        report();
      });
    },
  };
}
