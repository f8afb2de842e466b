import { itemsOfEvent, type TrackedEvent } from '@aisle/core';
import { type Action, eventActions, explainScores } from '@aisle/model';
import type { LightScorer } from '../lightScorer.js';
import type { ExplainAnswer, ExplainedEvent } from './explainAnswer.js';

/** Other requests wait until this is over. */
const MAX_BUSY_MS = 20;

/**
 * Explains items by the history, with the names that its events have for items.
 *
 * @param light has no history afterwards, and encodes it again at its next request
 * @param latest oldest first
 * @returns undefined if the release knows none of the items
 */
export async function explainItems(
  light: Pick<LightScorer, 'encode' | 'forget' | 'release' | 'score'>,
  findRow: (itemId: string) => number | undefined,
  latest: readonly TrackedEvent[],
  itemIds: readonly string[],
): Promise<ExplainAnswer | undefined> {
  const known = itemIds.filter((itemId) => findRow(itemId) !== undefined);
  if (known.length === 0) return undefined;
  // The history can grow while this waits.
  const events = [...latest];
  const rows = Int32Array.from(known, (itemId) => findRow(itemId)!);
  const scores = light.score(eventActions(events, findRow).actions, rows);
  const { release } = light;
  const model = { ...release, queryOf: (history: readonly Action[]) => light.encode(history).query };
  const explanations = await explainScores(model, events, findRow, rows, yieldThread());
  // The history may have been erased.
  light.forget();
  const causes = explanations.flatMap((found) => found.map(({ cause }) => cause));
  const indices = [...new Set(causes)].filter((cause) => typeof cause === 'number').sort((a, b) => a - b);
  const { kinds } = release;
  const kindOf = (itemId: string) => kinds?.names[kinds.ofRow[findRow(itemId) ?? 0]!];
  return {
    items: explanations.map((found, i) => ({
      item_id: known[i]!,
      score: scores[i]!,
      rows: found.map(({ cause, ...row }) => ({
        cause: typeof cause === 'number' ? indices.indexOf(cause) : cause,
        ...row,
      })),
    })),
    events: indices.map((index) => explainedEvent(events[index]!, kindOf)),
  };
}

function explainedEvent(event: TrackedEvent, kindOf: (itemId: string) => string | undefined): ExplainedEvent {
  const { type, timestampMs } = event;
  return {
    type,
    timestampMs,
    items: itemsOfEvent(event).map(({ item_id, item_name, item_category = kindOf(item_id) }) => ({
      item_id,
      ...(item_name !== undefined && { item_name }),
      ...(item_category !== undefined && { item_category }),
    })),
  };
}

/** Gives the thread to other requests after each MAX_BUSY_MS. */
function yieldThread(): () => Promise<void> {
  let startedMs = performance.now();
  return async () => {
    if (performance.now() - startedMs < MAX_BUSY_MS) return;
    await new Promise((resolve) => setTimeout(resolve));
    startedMs = performance.now();
  };
}
