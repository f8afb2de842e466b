import { ACTION_TYPES, type ActionType } from '@aisle/core';
import type { Action } from './action.js';

const isOfType = (...types: readonly ActionType[]) => {
  const indices = types.map((type) => ACTION_TYPES.indexOf(type));
  return ({ typeIndex }: Pick<Action, 'typeIndex'>) => indices.includes(typeIndex);
};

/** Whether the shopper chose the item: put it into the cart, or bought it. */
export const isChoice = isOfType('add_to_cart', 'purchase');

export const isPurchase = isOfType('purchase');

export const isView = isOfType('view_item');

export const isCartAddition = isOfType('add_to_cart');

export const isCartRemoval = isOfType('remove_from_cart');
