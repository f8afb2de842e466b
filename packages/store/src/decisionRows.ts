import { filterList, isRecord } from '@aisle/core';

/**
 * A decision to show an intervention, or what the shopper has muted. The page's store keeps them, under the same consent
 * as the events.
 */
export interface DecisionRow {
  /** The key: a random id, or a text that begins with `mute-` or `report-`, or `orders`. */
  readonly decisionId: string;
  /** When the decision was made. */
  readonly timestampMs: number;
  /** The id of the intervention, or `all`. */
  readonly intervention: string;
  /** The shopper does not want it any more. */
  readonly muted?: boolean;
  readonly placement?: string;
  readonly reason?: string;
  /** The exact probability with which it was drawn. */
  readonly probability?: number;
  readonly reservedUntilMs?: number;
  readonly shownMs?: number;
  readonly acceptedMs?: number;
  readonly dismissedMs?: number;
  /** Of an opt-in to reports, or of an answer. */
  readonly report?: StoredReport;
  /** Of the row `orders`, which has no age. */
  readonly orders?: StoredOrders;
}

/** The summary of the shopper's orders, which a shop can keep beyond the age of the events. */
export interface StoredOrders {
  /** A random text. After an erasure it is another one. */
  readonly mark: string;
  /** Times in milliseconds since 1970. Absent until orders are first summed up. */
  readonly summary?: { readonly firstOrderMs: number; readonly lastOrderMs: number; readonly orderCount: number };
}

/** What reports keep on the device. */
export interface StoredReport {
  /** Of an opt-in: where answers are sent. */
  readonly endpoint?: string;
  /** Of an answer: the text with noise, which never changes. */
  readonly body?: string;
  readonly dueMs?: number;
  readonly sentMs?: number;
}

/** A change of the decisions, and what the caller gets of it. */
export interface DecisionChange<T> {
  readonly put?: DecisionRow;
  /** The id of a row to delete. */
  readonly remove?: string;
  readonly result: T;
}

/** Omits rows that are no decisions: any script of the origin can write them. */
export const validDecisions = (rows: readonly unknown[]): DecisionRow[] =>
  filterList(
    rows,
    (row): row is DecisionRow =>
      isRecord(row) &&
      typeof row.decisionId === 'string' &&
      typeof row.intervention === 'string' &&
      typeof row.timestampMs === 'number',
  );

/** Whether the row is of no more use: older than the history may be, or reserved and never shown. */
export const isExpired = (
  { timestampMs, muted, shownMs, reservedUntilMs, report, orders }: DecisionRow,
  nowMs: number,
  maxAgeMs: number,
) =>
  !muted &&
  !orders &&
  (timestampMs < nowMs - maxAgeMs || (!report && shownMs === undefined && (reservedUntilMs ?? 0) <= nowMs));
