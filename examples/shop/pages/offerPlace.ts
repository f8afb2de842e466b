/** What the shop promises everybody. */
const PROMISES: readonly (readonly [promise: string, more: string])[] = [
  ['Free delivery from €60', 'In 2 to 4 working days'],
  ['60 days to return', 'Free, and without questions'],
  ['Made to be mended', 'Spare parts for ten years'],
];

const PROMISES_LIST = `<ul class="promises">${PROMISES.map(([promise, more]) => `<li><strong>${promise}</strong><span>${more}</span></li>`).join('')}</ul>`;

interface OfferPlace {
  /** As examples/shop/interventions.json names it. */
  readonly placement: 'cart' | 'home' | 'product';
  /** HTML between the text and the action. */
  readonly details?: string;
  /** The action. Default: a link to the address that the intervention declares. */
  readonly action?: string;
}

/**
 * The place of an offer. The shop's promises keep it, on every device: an offer covers them, so that nothing moves. The
 * offer says why it is shown, and has a close and a way to the switch.
 */
export function offerPlace({
  placement,
  details = '',
  action = '<a class="button offer-action" data-aisle-field="action"></a>',
}: OfferPlace): string {
  const why = `<p class="offer-why"><strong>Why do I see this?</strong> <span data-aisle-field="disclosure"></span> Decided in your browser. <a href="/privacy.html#offers">Switch offers off</a></p>`;
  return `<aisle-offer class="offer" placement="${placement}">${PROMISES_LIST}<template><div class="offer-card"><div class="offer-text"><p class="offer-title" data-aisle-field="title"></p><p data-aisle-field="text"></p></div>${details}${action}${why}<button type="button" class="offer-close" data-aisle-close></button></div></template></aisle-offer>`;
}
