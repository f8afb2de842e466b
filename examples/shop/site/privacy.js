import { onAisleChange } from './aisleChanges.js';
import { applyConsent, consentChoice } from './consent.js';
import { withTimeout } from './withTimeout.js';

const LIMIT_MS = 4000;
const CHOICE_TEXT = { granted: 'you allowed it', denied: 'you declined' };

/** Whether Aisle had the time to open the history. */
let limitPassed = false;

/** The number of stored events. Aisle knows it once it has opened the history. */
function eventsText() {
  if (!window.aisle || consentChoice() !== 'granted') return 'none';
  return window.aisle.status?.().storedEvents ?? (limitPassed ? 'not known' : '…');
}

function showState() {
  document.querySelector('[data-choice]').textContent = CHOICE_TEXT[consentChoice()] ?? 'not made yet';
  document.querySelector('[data-events]').textContent = eventsText();
}

export function setUpPrivacy() {
  const message = document.querySelector('[data-message]');
  document.addEventListener('shop-consent', async () => {
    showState();
    const choice = consentChoice();
    // The message is shown when the change is made.
    await withTimeout(applyConsent(), LIMIT_MS);
    message.textContent =
      choice === 'granted' ? 'Allowed. This shop remembers from now on.' : 'Withdrawn. The history is deleted.';
  });
  document.querySelector('[data-erase]').addEventListener('click', async () => {
    const receipt = await withTimeout(window.aisle?.erase(), LIMIT_MS, null);
    showState();
    if (!window.aisle) message.textContent = 'There is nothing to erase: Aisle is not on this page.';
    else message.textContent = receipt === null ? 'Erasing could not be confirmed. Please try again.' : 'Erased.';
  });
  setTimeout(() => {
    limitPassed = true;
    showState();
  }, LIMIT_MS);
  showState();
  onAisleChange(showState);
}
