import { lookupTransitions, type TransitionConfig, type TransitionTable, transitionScore } from '../transitionTable.js';
import type { HistoryPart } from './historyPart.js';

const LIMITS = { queryDecay: 1, queryLength: 1024, weight: 1000, scale: 1e9 } as const;

/** Items that often followed items of the history in training. `memory` is the name of their field in releases. */
export const transitions: HistoryPart<'memory', TransitionConfig> = {
  name: 'transitions',
  configKey: 'memory',
  parseConfig(reader) {
    const number = (field: keyof TransitionConfig) => reader.field(field).positive(LIMITS[field]);
    const queryLength = number('queryLength');
    if (!Number.isInteger(queryLength)) reader.field('queryLength').refuse('a whole number');
    return { queryDecay: number('queryDecay'), queryLength, weight: number('weight'), scale: number('scale') };
  },
  score(config, history, table: TransitionTable | undefined) {
    if (!table) return new Map();
    const scores = lookupTransitions(table, config, history);
    // In place: a second map of this size would cost as much as the lookup.
    for (const [row, strength] of scores) scores.set(row, transitionScore(config, strength));
    return scores;
  },
};
