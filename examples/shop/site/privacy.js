import { applyConsent, consentChoice } from './consent.js';
import { settled } from './settled.js';

const LIMIT_MS = 4000;
const IN_WORDS = { granted: 'you allowed it', denied: 'you said no' };

/** Shows the choice and how many events are kept; Aisle answers only after its script has loaded. */
async function showState() {
  document.querySelector('[data-choice]').textContent = IN_WORDS[consentChoice()] ?? 'not made yet';
  const events = document.querySelector('[data-events]');
  if (!window.aisle || consentChoice() !== 'granted') {
    events.textContent = 'none';
    return;
  }
  events.textContent = '…';
  await settled(applyConsent(), LIMIT_MS);
  const status = await settled(window.aisle.status?.(), LIMIT_MS);
  events.textContent = Number.isFinite(status?.storedEvents) ? String(status.storedEvents) : 'not known';
}

export function setUpPrivacy() {
  const said = document.querySelector('[data-said]');
  document.addEventListener('shop-consent', async () => {
    await showState();
    said.textContent =
      consentChoice() === 'granted'
        ? 'Allowed. This shop remembers from now on.'
        : 'Withdrawn. What was remembered is deleted.';
  });
  document.querySelector('[data-erase]').addEventListener('click', async () => {
    const receipt = await settled(window.aisle?.erase(), LIMIT_MS, null);
    await showState();
    if (!window.aisle) said.textContent = 'There is nothing to erase: Aisle is not on this page.';
    else said.textContent = receipt === null ? 'Erasing could not be confirmed. Please try again.' : 'Erased.';
  });
  void showState();
}
