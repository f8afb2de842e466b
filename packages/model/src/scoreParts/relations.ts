import type { Action } from '../action.js';
import { isChoice, isView } from '../choice.js';
import type { RelationName } from '../relations.js';
import type { TransitionConfig } from '../transitionTable.js';
import type { HistoryPart } from './historyPart.js';
import { parseTransitionConfig } from './parseTransitionConfig.js';
import { tableScores } from './tableScores.js';

/** Older actions belong to another situation. */
const RECENT_ACTIONS = 10;

/** The recent carts and purchases: what the shopper may want something to go with. */
export const chosenActions = (history: readonly Action[]): readonly Action[] =>
  history.slice(-RECENT_ACTIONS).filter(isChoice);

/** The recent views since the latest cart or purchase: what the shopper compares. */
export function comparedActions(history: readonly Action[]): readonly Action[] {
  const recent = history.slice(-RECENT_ACTIONS);
  return recent.slice(recent.map(isChoice).lastIndexOf(true) + 1).filter(isView);
}

function relationPart<Name extends RelationName>(
  name: Name,
  select: (history: readonly Action[]) => readonly Action[],
): HistoryPart<Name, TransitionConfig> {
  return {
    name,
    configKey: name,
    parseConfig: parseTransitionConfig,
    score: (config, history, { relations }) => tableScores(config, select(history), relations?.[name]),
  };
}

export const companions = relationPart('companions', chosenActions);
export const substitutes = relationPart('substitutes', comparedActions);
