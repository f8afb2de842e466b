import { seededRandom } from '@aisle/core';
import type { ItemTarget } from '../heads/ranking.js';
import type { EventLog } from './eventLog.js';
import { actionsOf, addTraining, decisions, type Example, type Split } from './split.js';

const SHARE = 0.05;
/** The same for every run, so that releases are compared on the same items. */
const SEED = 5;

/** The withheld items of a log: a twentieth of the items with events, drawn once. */
export function withheldRows(log: EventLog): ReadonlySet<number> {
  const random = seededRandom(SEED);
  const withEvents = new Set(log.itemRows);
  const rows = log.itemIds.map((_, i) => i + 1).filter((row) => random() < SHARE && withEvents.has(row));
  return new Set(rows);
}

/**
 * Tests how items are ranked that nobody has seen yet. All events with some items are removed. Of the others, each
 * shopper's last decision is the validation example. Every decision for a removed item is a test example. Its history is
 * all that the shopper did before with other items.
 */
export function withheldItems(log: EventLog, target: ItemTarget): Split {
  const withheld = withheldRows(log);
  const test: Example[] = [];
  const training: Split['training'][number][] = [];
  const validation: Example[] = [];
  log.userIds.forEach((userId, user) => {
    const all = actionsOf(log, user);
    for (const { index, labelRow } of decisions(all, target)) {
      if (!withheld.has(labelRow)) continue;
      const history = all.slice(0, index).filter(({ itemRow }) => !withheld.has(itemRow));
      if (history.length > 0) test.push({ userId, history, labelRow });
    }
    const known = actionsOf(log, user, withheld);
    const last = decisions(known, target).at(-1);
    const history = last ? known.slice(0, last.index) : [];
    if (last && history.length > 1) {
      validation.push({ userId, history, labelRow: last.labelRow });
      addTraining(training, history, target);
    } else addTraining(training, known, target);
  });
  return { training, validation, test };
}
