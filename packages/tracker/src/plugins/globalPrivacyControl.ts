import type { Plugin } from '../plugin.js';

/** Takes Global Privacy Control for a no. A browser that does not send it does not object, which is no yes either. */
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
