import { filterList, type ItemEvent, itemsOfEvent, type SearchEvent, type TrackedEvent } from '@aisle/core';

/**
 * The longest delay between two reports of the same action. A data layer waits for its tag manager, and structured data
 * for the page.
 */
const SAME_ACTION_MS = 5_000;
const MAX_ACTIONS = 50;

interface Action {
  readonly event: TrackedEvent;
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
    // After the clock was set back, earlier actions are in the future.
    const isRecent = ({ atMs }: Action) => nowMs >= atMs && nowMs - atMs < SAME_ACTION_MS;
    this.#actions = this.#actions.filter(isRecent).slice(-MAX_ACTIONS);
    const action = filterList(this.#actions, (known) => !known.sources.has(source) && isSame(known.event, event))[0];
    if (action) action.sources.add(source);
    else this.#actions.push({ event, atMs: nowMs, sources: new Set([source]) });
    return action !== undefined;
  }
}

/** Whether two reports are of the same action. Sources report different prices, names and numbers of list items. */
function isSame(a: TrackedEvent, b: TrackedEvent): boolean {
  if (a.type !== b.type) return false;
  if (a.type === 'search') return a.search_term === (b as SearchEvent).search_term;
  const [ids, others] = [idsOf(a), idsOf(b)];
  if (a.type !== 'view_item_list') return ids.sort().join('\n') === others.sort().join('\n');
  // Different lists can begin with the same item. A source that knows fewer items reports the first ones.
  const listId = a.item_list_id;
  const isNamedAlike = listId !== undefined && listId === (b as ItemEvent).item_list_id;
  const compared = isNamedAlike ? 1 : Math.max(2, Math.min(ids.length, others.length));
  return ids.slice(0, compared).join('\n') === others.slice(0, compared).join('\n');
}

/** The ids of an event's items, and of its promotion or of the order that it refunds. */
function idsOf(event: TrackedEvent): string[] {
  const ids = itemsOfEvent(event).map(({ item_id }) => item_id as string);
  if (event.type === 'refund') ids.push(event.transaction_id);
  if (event.type === 'view_promotion' || event.type === 'select_promotion')
    ids.push(event.promotion_id ?? event.promotion_name ?? '');
  return ids;
}
