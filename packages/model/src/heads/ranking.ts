import type { HeadConfig } from './headConfig.js';
import { nextItem } from './nextItem.js';
import { nextPurchase } from './nextPurchase.js';

/** The head that ranks items. Every model has it. */
export const RANKING = 'ranking';

export const ITEM_TARGETS = [nextItem.target, nextPurchase.target] as const;

/** Targets of the ranking: the next item of any action, or the next item that the shopper decides to buy. */
export type ItemTarget = (typeof ITEM_TARGETS)[number];

export function isItemTarget(target: unknown): target is ItemTarget {
  return (ITEM_TARGETS as readonly unknown[]).includes(target);
}

/** A ranking head for `target`. */
export const rankingHead = (target: ItemTarget): HeadConfig => ({ name: RANKING, over: 'items', target });

/** The target of a model's ranking. */
export function itemTarget({ heads }: { readonly heads: readonly HeadConfig[] }): ItemTarget {
  const target = heads.find(({ name }) => name === RANKING)?.target;
  if (!isItemTarget(target))
    throw new TypeError(`The model has no ranking head that this version knows, found ${JSON.stringify(heads)}.`);
  return target;
}
