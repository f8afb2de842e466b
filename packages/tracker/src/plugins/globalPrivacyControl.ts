import type { Plugin } from '../plugin.js';

/**
 * A consent input: denies if the browser sends Global Privacy Control (https://w3c.github.io/gpc/). Otherwise it does
 * not object, which does not grant consent.
 */
export function globalPrivacyControl(): Plugin {
  return {
    name: 'global-privacy-control',
    start({ setConsent }) {
      const signal = (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl;
      if (signal === true || signal === '1') setConsent('denied', 'navigator.globalPrivacyControl is true');
      else setConsent('no-objection', 'the browser sends no Global Privacy Control');
      return () => {};
    },
  };
}
