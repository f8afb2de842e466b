import { applyConsent, consentChoice } from './consent.js';
import { withTimeout } from './withTimeout.js';

const LIMIT_MS = 4000;
const CHOICE_TEXT = { granted: 'you allowed it', denied: 'you declined' };

/** Shows the choice and the number of stored events. Aisle answers after its script has loaded. */
async function showState() {
  document.querySelector('[data-choice]').textContent = CHOICE_TEXT[consentChoice()] ?? 'not made yet';
  const events = document.querySelector('[data-events]');
  if (!window.aisle || consentChoice() !== 'granted') {
    events.textContent = 'none';
    return;
  }
  events.textContent = '…';
  await withTimeout(applyConsent(), LIMIT_MS);
  const status = await withTimeout(window.aisle.status?.(), LIMIT_MS);
  events.textContent = Number.isFinite(status?.storedEvents) ? String(status.storedEvents) : 'not known';
}

export function setUpPrivacy() {
  const message = document.querySelector('[data-message]');
  document.addEventListener('shop-consent', async () => {
    await showState();
    message.textContent =
      consentChoice() === 'granted'
        ? 'Allowed. This shop remembers from now on.'
        : 'Withdrawn. The history is deleted.';
  });
  document.querySelector('[data-erase]').addEventListener('click', async () => {
    const receipt = await withTimeout(window.aisle?.erase(), LIMIT_MS, null);
    await showState();
    if (!window.aisle) message.textContent = 'There is nothing to erase: Aisle is not on this page.';
    else message.textContent = receipt === null ? 'Erasing could not be confirmed. Please try again.' : 'Erased.';
  });
  void showState();
}
