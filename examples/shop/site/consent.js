import { clearStorage, readStored, store } from './storage.js';

const KEY = 'shop-consent';

/** 'granted', 'denied', or null before the shopper has chosen. */
export const consentChoice = () => readStored(KEY, null);

/** Sets Aisle's consent to the shopper's choice. Does nothing without a choice. */
export function applyConsent() {
  const choice = consentChoice();
  return choice === null ? undefined : window.aisle?.setConsent(choice);
}

/** Shows the banner until the shopper has chosen, and handles all consent buttons. */
export function setUpConsent() {
  const banner = document.querySelector('[data-consent]');
  // The privacy page has its own consent buttons.
  banner.hidden = consentChoice() !== null || document.body.dataset.page === 'privacy';
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-consent-choice]');
    if (!button) return;
    const isWithdrawal = consentChoice() === 'granted' && button.dataset.consentChoice === 'denied';
    store(KEY, button.dataset.consentChoice);
    banner.hidden = true;
    const applied = Promise.resolve(applyConsent()).catch(() => undefined);
    if (isWithdrawal) void applied.then(clearStorage);
    document.dispatchEvent(new CustomEvent('shop-consent'));
  });
}
