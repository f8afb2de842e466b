import type { Decisions } from '../decide/decisions.js';
import { defineOffer } from '../offer/defineOffer.js';
import { tagGlobal } from '../tagGlobal.js';

const tag = tagGlobal() as ReturnType<typeof tagGlobal> & Partial<Decisions>;
const whenLoaded = new Promise<void>((resolve) => {
  if (document.readyState === 'complete') resolve();
  else addEventListener('load', () => resolve(), { once: true });
});

/** Asked again with each event, so it is logged once. */
let hasLogged = false;

defineOffer({
  // aisle-decide.js adds the method, in either load order.
  async decide(options) {
    if (!tag.decide) await whenLoaded;
    if (tag.decide) return tag.decide(options);
    if (!hasLogged) console.error('[aisle] <aisle-offer> needs aisle-decide.js. Load both scripts. It stays empty.');
    hasLogged = true;
    return undefined;
  },
  subscribe: (listener) =>
    (tag.queue ??= []).push({ name: 'subscribe', args: [listener], resolve: () => {}, reject: () => {} }),
});
