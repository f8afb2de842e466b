import type { TransitionConfig } from '../transitionTable.js';
import type { HistoryPart } from './historyPart.js';
import { parseTransitionConfig } from './parseTransitionConfig.js';
import { tableScores } from './tableScores.js';

/** Items that often followed items of the history in training. `memory` is the name of their field in releases. */
export const transitions: HistoryPart<'memory', TransitionConfig> = {
  name: 'transitions',
  configKey: 'memory',
  parseConfig: parseTransitionConfig,
  score: (config, history, tables) => tableScores(config, history, tables.transitions),
};
