import { onAisleChange } from './aisleChanges.js';
import { consentChoice } from './consent.js';

const STATE_TEXT = {
  none: 'Off, because this shop may not remember. Nothing is offered without your permission.',
  on: 'On. This shop may point out offers to you.',
  off: 'Off. This shop points out no offers to you.',
};

/** Sets up the switch of all offers on the privacy page. It shows what the browser has stored. */
export function setUpOffersSwitch() {
  const button = document.querySelector('[data-offers-switch]');
  const text = document.querySelector('[data-offers-state]');

  const show = async () => {
    const isAllowed = consentChoice() === 'granted' && window.aisle?.interventions !== undefined;
    const isMuted = isAllowed && (await window.aisle.interventions.muted()).includes('all');
    const state = isAllowed ? (isMuted ? 'off' : 'on') : 'none';
    button.disabled = !isAllowed;
    button.setAttribute('aria-checked', String(state === 'on'));
    if (text.textContent !== STATE_TEXT[state]) text.textContent = STATE_TEXT[state];
  };

  button.addEventListener('click', async () => {
    const { interventions } = window.aisle;
    if (button.getAttribute('aria-checked') === 'true') await interventions.mute('all');
    else await interventions.unmute('all');
    await show();
  });
  document.addEventListener('shop-consent', show);
  onAisleChange(show);
}
