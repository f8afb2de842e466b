import type { Action } from '../action.js';
import { isChoice } from '../choice.js';
import { RECENT_ACTIONS } from './relations.js';

/**
 * What the shopper does at the end of a history.
 *
 * - `browsing`: no recent action is a cart or purchase.
 * - `afterChoice`: a recent action is one, but not the latest.
 * - `atChoice`: the latest action is one.
 */
export const SITUATIONS = ['browsing', 'afterChoice', 'atChoice'] as const;

export type Situation = (typeof SITUATIONS)[number];

/**
 * Factors of the parts of the history, by situation and name of the part. An absent one is 1. Part of the model's
 * config; the trainer chooses them.
 */
export type SituationFactors = { readonly [situation in Situation]?: Readonly<Record<string, number>> };

export function situationOf(history: readonly Action[]): Situation {
  const recent = history.slice(-RECENT_ACTIONS).map(isChoice);
  return recent.at(-1) ? 'atChoice' : recent.includes(true) ? 'afterChoice' : 'browsing';
}
