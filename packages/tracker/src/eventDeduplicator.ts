import type { TrackedEvent } from '@aisle/core';

/**
 * The longest delay between two reports of the same action. A data layer waits for its tag manager, and structured data
 * for the page.
 */
const SAME_ACTION_MS = 5_000;
const MAX_ACTIONS = 50;

interface Action {
  readonly key: string;
  readonly atMs: number;
  /** Sources that reported it. */
  readonly sources: Set<string>;
}

/**
 * Detects actions that several sources report, such as a data layer and the page's attributes. Only the first report is
 * stored. Two reports by one source are two actions.
 */
export class EventDeduplicator {
  #actions: Action[] = [];

  /** Whether another source has reported this action. */
  isDuplicate(source: string, event: TrackedEvent, nowMs: number): boolean {
    this.#actions = this.#actions.filter(({ atMs }) => nowMs - atMs < SAME_ACTION_MS).slice(-MAX_ACTIONS);
    const key = keyOf(event);
    const action = this.#actions.find((known) => known.key === key && !known.sources.has(source));
    if (action) action.sources.add(source);
    else this.#actions.push({ key, atMs: nowMs, sources: new Set([source]) });
    return action !== undefined;
  }
}

/**
 * The part of an event that is equal in all reports of an action. Sources report different prices, names and numbers of
 * list items.
 */
function keyOf(event: TrackedEvent): string {
  if (event.type === 'search') return `search ${event.search_term}`;
  const ids = event.items.map(({ item_id }) => item_id);
  return `${event.type} ${event.type === 'view_item_list' ? ids[0] : [...ids].sort().join('\n')}`;
}
