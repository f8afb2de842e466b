import type { HistoryRequest, OutcomesByArm } from '../../protocol.js';
import type { Decision } from '../decision.js';

/** Counts the outcomes of the whole history. Needs no release. */
export const outcomes: Decision<HistoryRequest, OutcomesByArm> = async (
  { cursor, history },
  { idle, outcomes: counts },
) => {
  if (history) {
    counts.catchUpFrom(history);
  } else {
    // The first call reads the whole history.
    if (counts.historyId === undefined) await idle.whenIdle();
    await counts.catchUp(cursor);
  }
  return counts.byArm;
};
