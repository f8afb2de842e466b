import type { TrackedEvent } from '@aisle/core';

/** How far apart two sources tell of one act: a data layer waits for its tag manager, structured data for the page. */
const SAME_ACT_MS = 5_000;
const MAX_ACTS = 50;

interface Act {
  readonly key: string;
  readonly atMs: number;
  /** Sources that told of it, the first one first. */
  readonly sources: Set<string>;
}

/**
 * Recognises an act that several sources tell of, such as a data layer and the page's attributes: the first one counts.
 * A source that tells twice means two acts.
 */
export class SourceLedger {
  #acts: Act[] = [];

  /** Whether another source told of this act already. */
  isKnown(source: string, event: TrackedEvent, nowMs: number): boolean {
    this.#acts = this.#acts.filter(({ atMs }) => nowMs - atMs < SAME_ACT_MS).slice(-MAX_ACTS);
    const key = keyOf(event);
    const act = this.#acts.find((known) => known.key === key && !known.sources.has(source));
    if (act) act.sources.add(source);
    else this.#acts.push({ key, atMs: nowMs, sources: new Set([source]) });
    return act !== undefined;
  }
}

/** What two reports of one act have in common: sources differ in prices, names and how many items of a list they tell of. */
function keyOf(event: TrackedEvent): string {
  if (event.type === 'search') return `search ${event.search_term}`;
  const ids = event.items.map(({ item_id }) => item_id);
  return `${event.type} ${event.type === 'view_item_list' ? ids[0] : [...ids].sort().join('\n')}`;
}
