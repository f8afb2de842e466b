import type { Action } from '../action.js';
import { isChoice, isView } from '../choice.js';
import type { RelationName } from '../relations.js';
import type { TransitionConfig } from '../transitionTable.js';
import type { HistoryPart } from './historyPart.js';
import { parseTransitionConfig } from './parseTransitionConfig.js';
import { tableScores } from './tableScores.js';

/** Older actions belong to another situation. */
export const RECENT_ACTIONS = 10;

/** Row 0 leads to no item, so such an action only makes earlier ones older. */
const NO_ITEM: Action = { itemRow: 0, typeIndex: 0, timestampMs: 0 };
const onlyThose = (actions: readonly Action[], those: (action: Action) => boolean): readonly Action[] =>
  actions.map((action) => (those(action) ? action : NO_ITEM));

/** The recent carts and purchases: what the shopper may want something to go with. */
export const chosenActions = (history: readonly Action[]): readonly Action[] =>
  onlyThose(history.slice(-RECENT_ACTIONS), isChoice);

/** The recent views since the latest cart or purchase: what the shopper compares. */
export function comparedActions(history: readonly Action[]): readonly Action[] {
  const recent = history.slice(-RECENT_ACTIONS);
  return onlyThose(recent.slice(recent.map(isChoice).lastIndexOf(true) + 1), isView);
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
