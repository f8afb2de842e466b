import { isNewSession } from '../sessions.js';
import type { HistoryColumns } from './historyColumns.js';

/** The session of each action, numbered over all histories: [actions]. */
export function sessionsOf({ offsets, timestampsMs }: HistoryColumns, timed: boolean): Uint32Array {
  const sessions = new Uint32Array(timestampsMs.length);
  let session = 0;
  for (let history = 0; history + 1 < offsets.length; history++) {
    session += 1;
    for (let entry = offsets[history]!; entry < offsets[history + 1]!; entry++) {
      if (entry > offsets[history]! && isNewSession(timestampsMs[entry]! - timestampsMs[entry - 1]!, timed))
        session += 1;
      sessions[entry] = session;
    }
  }
  return sessions;
}
