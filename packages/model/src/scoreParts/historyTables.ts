import type { Relations } from '../relations.js';
import type { TransitionTable } from '../transitionTable.js';

/** The tables that the parts look up. A table is present if the model has it. */
export interface HistoryTables {
  readonly transitions?: TransitionTable;
  readonly relations?: Relations;
}
