import { ACTION_TYPES } from '@aisle/core';
import type { Action } from '../action.js';
import { isDue, isSupplied, type Kinds } from '../kinds.js';
import type { RowRules } from './composeRow.js';

const PURCHASE = ACTION_TYPES.indexOf('purchase');
/** The view after a click is not an action of the history. */
const VIEWS: readonly number[] = [ACTION_TYPES.indexOf('view_item'), ACTION_TYPES.indexOf('select_item')];
const DAY_MS = 86_400_000;
/** The mixture of kinds is that of the latest actions. Each counts this much of the one after it. */
const MIXTURE_ACTIONS = 50;
const MIXTURE_DECAY = 0.95;

/** What a history means for a row. */
export interface HistoryRules extends Pick<RowRules, 'boughtKinds' | 'mixture'> {
  /** Items that were viewed, and not purchased since, in the order of their latest views. */
  readonly viewedRows: ReadonlySet<number>;
  /** Purchased items that the shopper may soon buy again. A row may contain them. */
  readonly dueRows: ReadonlySet<number>;
}

/**
 * @param actions oldest first
 * @param nowMs milliseconds since the Unix epoch
 */
export function rulesOf(actions: readonly Action[], kinds: Kinds | undefined, nowMs: number): HistoryRules {
  const viewedRows = new Set<number>();
  const purchasedRows = new Set<number>();
  for (const { typeIndex, itemRow } of actions) {
    if (VIEWS.includes(typeIndex) || typeIndex === PURCHASE) viewedRows.delete(itemRow);
    if (VIEWS.includes(typeIndex)) viewedRows.add(itemRow);
    if (typeIndex === PURCHASE) purchasedRows.add(itemRow);
  }
  const dueRows = new Set<number>();
  if (!kinds) return { viewedRows, boughtKinds: new Set(), dueRows };
  const kindOf = (row: number) => kinds.ofRow[row]!;
  const latestPurchases = new Map<number, number>();
  for (const { typeIndex, itemRow, timestampMs } of actions)
    if (typeIndex === PURCHASE && kindOf(itemRow) >= 0) latestPurchases.set(kindOf(itemRow), timestampMs);
  const boughtKinds = new Set<number>();
  for (const [kind, purchasedMs] of latestPurchases) {
    const repurchase = kinds.repurchases[kind]!;
    const elapsedDays = (nowMs - purchasedMs) / DAY_MS;
    if (isSupplied(repurchase, elapsedDays)) boughtKinds.add(kind);
    else if (isDue(repurchase, elapsedDays))
      for (const row of purchasedRows) if (kindOf(row) === kind) dueRows.add(row);
  }
  return {
    viewedRows,
    boughtKinds,
    dueRows,
    mixture: mixtureOf(actions.map(({ itemRow }) => kindOf(itemRow)).filter((kind) => !boughtKinds.has(kind))),
  };
}

/** @param kinds of the actions, oldest first. @returns undefined if no item has a kind */
function mixtureOf(kinds: readonly number[]): ReadonlyMap<number, number> | undefined {
  const weights = new Map<number, number>();
  let [weight, sum] = [1, 0];
  for (const kind of kinds.slice(-MIXTURE_ACTIONS).reverse()) {
    if (kind >= 0) {
      weights.set(kind, (weights.get(kind) ?? 0) + weight);
      sum += weight;
    }
    weight *= MIXTURE_DECAY;
  }
  return sum === 0 ? undefined : new Map([...weights].map(([kind, of]) => [kind, of / sum]));
}
