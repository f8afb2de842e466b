import type { Reader } from '@aisle/core';
import type { Declaration, Intervention } from './declaration.js';

/**
 * The rules that involve several fields of a declaration, or several interventions.
 *
 * @param readers of the interventions, for errors
 * @throws AisleError as `Reader.refuse`
 */
export function checkOffers({ interventions }: Declaration, readers: readonly Reader[]): void {
  const ids = interventions.map(({ id }) => id);
  interventions.forEach((intervention, i) => {
    const reader = readers[i]!;
    if (ids.indexOf(intervention.id) < i) reader.field('id').refuse('an id that no other intervention has');
    if (intervention.id === 'all') reader.field('id').refuse('another id: `all` stands for all interventions together');
    intervention.excludes?.forEach((other, k) => {
      if (!ids.includes(other))
        reader
          .field('excludes')
          .list(ids.length + 100)
          [k]!.refuse('the id of an intervention');
    });
    if (intervention.kind === 'discount') checkDiscount(intervention, reader);
    if (!intervention.interrupts) return;
    for (const [language, { close }] of Object.entries(intervention.creative))
      if (close === undefined)
        reader.field('creative').field(language).field('close').refuse('the label of a close button: it interrupts');
  });
}

/** Everybody can have a discount, and it is no reward for leaving a cart, which shoppers would learn. */
function checkDiscount({ openToAllUrl, disclosure, conditions = {} }: Intervention, reader: Reader): void {
  if (openToAllUrl === undefined)
    reader.field('openToAllUrl').refuse('the page where anybody finds the discount: prices are not personal');
  if (disclosure === undefined)
    reader.field('disclosure').refuse('a text for each language that says why the discount is shown');
  const { minCartItems = 0, minCartValue = 0, maxCartItems, maxCartValue, minDaysAway = 0 } = conditions;
  const leftCart = minDaysAway > 0 && minCartItems + minCartValue > 0;
  if (maxCartItems === 0 || maxCartValue === 0 || leftCart)
    reader.field('conditions').refuse('without an emptied or left cart: shoppers would learn to leave carts');
}
