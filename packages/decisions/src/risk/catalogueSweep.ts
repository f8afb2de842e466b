import type { EvidenceEvent } from './automationEvidence.js';
import type { RiskSignal } from './riskSignal.js';
import { strengthAt } from './strengthAt.js';

const SWEEP_MS = 5 * 60_000;
/** One of 10,605 sessions views so many, three view 20. */
const ITEM_LIMIT = 25;

/**
 * How many items were viewed in five minutes without a return: back from the latest view, until an item comes twice. Only
 * product pages count: people fill a cart of groceries as fast. The limit was chosen on the first half, by time, of
 * yoochoose-100k.
 *
 * @param events oldest first
 */
export function catalogueSweep(events: readonly EvidenceEvent[]): RiskSignal {
  const views = events.filter(({ type }) => type === 'view_item').reverse();
  const items = new Set<string>();
  for (const { timestampMs, items: [item] = [] } of views) {
    if (!item || items.has(item.item_id) || views[0]!.timestampMs - timestampMs > SWEEP_MS) break;
    items.add(item.item_id);
  }
  return {
    name: 'catalogue-sweep',
    value: items.size,
    limit: ITEM_LIMIT,
    strength: strengthAt(items.size / ITEM_LIMIT),
  };
}
