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
      // The standard has a boolean. Some extensions set the header's value, 1:
      // https://w3c.github.io/gpc/#the-sec-gpc-header-field-for-http-requests.
      if (signal === true || signal === 1 || signal === '1')
        setConsent('denied', 'navigator.globalPrivacyControl is true');
      else setConsent('no-objection', 'the browser sends no Global Privacy Control');
      return () => {};
    },
  };
}
