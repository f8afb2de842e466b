import type { Plugin } from '../plugin.js';

/** Takes Global Privacy Control for a no. A browser that does not send it says nothing against. */
export function globalPrivacyControl(): Plugin {
  return {
    name: 'global-privacy-control',
    start({ setConsent }) {
      const signal = (navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl;
      if (signal === true || signal === '1') setConsent('denied', 'navigator.globalPrivacyControl is true');
      else setConsent('granted', 'the browser sends no Global Privacy Control');
      return () => {};
    },
  };
}
