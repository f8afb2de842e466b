import type { HistoryReader } from './historyFollower.js';

/** The history of an engine that must not open the database. */
export const NO_HISTORY: HistoryReader = { readSince: async () => undefined, close: async () => {} };
