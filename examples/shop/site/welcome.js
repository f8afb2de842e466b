import { readStored, store } from './storage.js';

const KEY = 'shop-welcome';

/** Whether the shopper uses the welcome offer for the next order. */
export const usesWelcome = () => readStored(KEY, false);
export const setWelcome = (used) => store(KEY, used);

/** Sets up the button of the offer's page. */
export function setUpWelcome() {
  const button = document.querySelector('[data-welcome]');
  const message = document.querySelector('[data-message]');
  const show = () => {
    button.setAttribute('aria-pressed', String(usesWelcome()));
    button.textContent = usesWelcome() ? 'Do not use it' : 'Use it for my next order';
  };
  button.addEventListener('click', () => {
    const isStored = setWelcome(!usesWelcome());
    show();
    if (!isStored) message.textContent = 'This browser does not let the shop remember that.';
    else message.innerHTML = usesWelcome() ? 'It is in your cart. <a href="/cart.html">See cart</a>' : 'Taken off.';
  });
  show();
}
