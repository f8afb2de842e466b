import { isRecord } from '@aisle/core';
import { gtagCommand, watchDataLayer } from '../dataLayer.js';
import type { Plugin } from '../plugin.js';

/** The scope of a default without `region`: all regions. */
const EVERYWHERE = '';
/** A longer `wait_for_update` is a mistake of the page. */
const MAX_WAIT_MS = 60_000;

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
      /** By consent type and region. A later default of the same region replaces the earlier one. */
      const defaults = new Map(types.map((type) => [type, new Map<string, boolean>()]));
      /** By consent type. An update has precedence over every default. */
      const updates = new Map<string, boolean>();
      let timer: ReturnType<typeof setTimeout> | undefined;
      // The shopper's region is unknown here, so the most restrictive default applies.
      const defaultOf = (type: string) => {
        const byRegion = defaults.get(type)!;
        return byRegion.has(EVERYWHERE) ? [...byRegion.values()].every(Boolean) : byRegion.size > 0 ? false : undefined;
      };
      const report = () => {
        const found = types.map((type) => ({ type, granted: updates.get(type) ?? defaultOf(type) }));
        const detail = found
          .map(
            ({ type, granted }) =>
              `${type} ${granted === undefined ? 'not mentioned' : granted ? 'granted' : 'denied'}`,
          )
          .join(', ');
        // A default of 'denied' is not an answer: pages set it before they ask the shopper.
        if (found.some(({ type }) => updates.get(type) === false)) setConsent('denied', detail);
        else if (!found.every(({ granted }) => granted)) setConsent('unset', detail);
        // The consent platform has announced an answer.
        else if (timer && !types.every((type) => updates.has(type))) setConsent('unset', `${detail}, wait_for_update`);
        else setConsent('granted', detail);
      };
      const endWait = () => {
        timer = undefined;
        report();
      };
      report();
      const stop = watchDataLayer(dataLayer, (entry) => {
        const [command, kind, states] = gtagCommand(entry) ?? [];
        if (command !== 'consent' || !isRecord(states) || (kind !== 'default' && kind !== 'update')) return;
        const { region, wait_for_update: waitMs } = states;
        const regions = region === undefined ? [EVERYWHERE] : Array.isArray(region) ? region : [region];
        for (const [type, byRegion] of defaults) {
          const state = states[type];
          if (state !== 'granted' && state !== 'denied') continue;
          const granted = state === 'granted';
          if (kind === 'update') updates.set(type, granted);
          else for (const name of regions) byRegion.set(String(name).toUpperCase(), granted);
        }
        if (kind === 'default' && typeof waitMs === 'number' && waitMs > 0) {
          clearTimeout(timer);
          timer = setTimeout(endWait, Math.min(waitMs, MAX_WAIT_MS));
        }
        report();
      });
      return () => {
        clearTimeout(timer);
        stop();
      };
    },
  };
}
