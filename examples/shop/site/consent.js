import { keep, recall } from './memory.js';

const KEY = 'shop-consent';

/** 'granted', 'denied', or null before the shopper has chosen. */
export const consentChoice = () => recall(KEY, null);

/** Tells Aisle what the shopper chose; without a choice it is not asked to do anything. */
export function applyConsent() {
  const choice = consentChoice();
  return choice === null ? undefined : window.aisle?.setConsent(choice);
}

/** Shows the question until it is answered, and wires every button that answers it. */
export function setUpConsent() {
  const banner = document.querySelector('[data-consent]');
  // The privacy page asks in its own text.
  banner.hidden = consentChoice() !== null || document.body.dataset.page === 'privacy';
  document.addEventListener('click', ({ target }) => {
    const button = target.closest('[data-consent-choice]');
    if (!button) return;
    keep(KEY, button.dataset.consentChoice);
    banner.hidden = true;
    Promise.resolve(applyConsent()).catch(() => undefined);
    document.dispatchEvent(new CustomEvent('shop-consent'));
  });
}
