import { excludedItems, type TrackedEvent, withoutRefunds } from '@aisle/core';
import {
  type Action,
  appendActions,
  defaultRules,
  itemSimilarity,
  type RowRules,
  rarelyReboughtKinds,
  repeatScore,
  repeatsOf,
  rulesOf,
} from '@aisle/model';
import type { DecisionInput } from './decision.js';
import type { PredictRequest } from './rowRequest.js';

/** What a row of items is composed of, and how. */
export interface RowPlan {
  /** Absent for all items of the release. */
  readonly rows: Int32Array | undefined;
  /** Rows that the row must not contain. */
  readonly excluded: ReadonlySet<number>;
  /** Logits to add, by item id: those of the request, and what items that are due again lost as repeats. */
  readonly boost: ReadonlyMap<string, number>;
  readonly rules: RowRules;
}

/**
 * Plans a row for a shopper's history.
 *
 * @param listed the rows that the request allows; absent for all items of the release
 */
export function planRow(
  request: PredictRequest,
  { scorer, actions, events, items }: DecisionInput,
  listed: ReadonlySet<number> | undefined,
): RowPlan {
  const { k, kind, excludeCart, excludeViewed, excludePurchased, maxPerCategory, diversity } = request;
  const { kinds, items: itemMatrix } = scorer.release;
  const keptEvents = withoutRefunds(events);
  const keptActions = keptEvents === events ? actions : actionsOf(keptEvents, items);
  const { dueRows, boughtKinds, ...history } = rulesOf(keptActions, kinds, Date.now());
  const carriesOn = kind === 'carry-on';
  const withoutPurchased = carriesOn || !!excludePurchased;
  const rowsOf = (itemIds: ReadonlySet<string>) => [...itemIds].flatMap((itemId) => items.rowOf(itemId) ?? []);
  const exclusions = { ...request, excludeViewed: !carriesOn && !!excludeViewed, excludePurchased: false };
  const excluded = new Set(rowsOf(excludedItems(exclusions, events)));
  if (withoutPurchased)
    for (const row of rowsOf(excludedItems({ excludePurchased: true }, events)))
      if (!dueRows.has(row)) excluded.add(row);
  // An item in the cart is decided. What goes with it is of another kind.
  const cartKinds =
    kinds && excludeCart && !carriesOn
      ? rarelyReboughtKinds(kinds, rowsOf(excludedItems({ excludeCart }, events)))
      : new Set<number>();
  const rules: RowRules = {
    ...(carriesOn
      ? { k, diversity: 0, maxPerKind: k, maxViewed: k }
      : { ...defaultRules(k), mixture: history.mixture }),
    ...(maxPerCategory !== undefined && { maxPerKind: maxPerCategory }),
    ...(diversity !== undefined && { diversity }),
    viewedRows: history.viewedRows,
    boughtKinds: withoutPurchased ? new Set([...boughtKinds, ...cartKinds]) : cartKinds,
    kinds,
    similarity: (a, b) => itemSimilarity(itemMatrix, a, b),
  };
  const { repeat } = scorer.release.config;
  // An item may have the id of a property that every object has, such as `constructor`.
  const boost = new Map(Object.entries(request.boost ?? {}));
  // The repeat part counts actions and knows no days. It would keep coffee out of the row for ever.
  if (repeat)
    for (const [row, found] of repeatsOf(actions)) {
      const itemId = items.itemIdOf(row);
      if (dueRows.has(row)) boost.set(itemId, (boost.get(itemId) ?? 0) + Math.max(0, -repeatScore(repeat, found)));
    }
  if (!carriesOn) return { rows: listed && Int32Array.from(listed), excluded, boost, rules };
  const isOpen = (row: number) => (listed?.has(row) ?? true) && !rules.boughtKinds.has(kinds?.ofRow[row] ?? -1);
  return { rows: Int32Array.from([...history.viewedRows].reverse()).filter(isOpen), excluded, boost, rules };
}

function actionsOf(events: readonly TrackedEvent[], items: DecisionInput['items']): readonly Action[] {
  const actions: Action[] = [];
  for (const event of events) appendActions(actions, event, (itemId) => items.rowOf(itemId));
  return actions;
}
