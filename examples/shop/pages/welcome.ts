import type { Page } from './layout.js';

/** The page where anybody finds the welcome offer. Its link is on every page. */
export const WELCOME_PAGE: Page = {
  title: 'Welcome offer',
  description: '10 % off one order, for everybody.',
  page: 'welcome',
  main: `<div class="prose"><h1>10 % off one order</h1>
<p>Everybody can use this offer. It takes 10 % off the products of your next order here. You need no account and no code.</p>
<p><button type="button" class="button button-primary" data-welcome aria-pressed="false">Use it for my next order</button></p>
<p class="message" role="status" data-message></p>
<h2>Who hears of it</h2>
<p>The offer has a link at the foot of every page. If you allowed this shop to remember, your browser may also point it out to you. Prices are the same for everybody.</p></div>`,
};
