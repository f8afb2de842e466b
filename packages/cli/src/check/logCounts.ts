import { ACTION_TYPES, type ActionType } from '@aisle/core';
import { type Action, isChoice, isPurchase, isView } from '@aisle/model';
import { actionsOf, type EventLog, startsSession } from '@aisle/model/train';

/** An item with as many events is known well enough to count what follows it. */
const COMMON_ITEM_EVENTS = 10;
const DAY_MS = 86_400_000;

/** What a log has of the things that a model learns from. */
export interface LogCounts {
  readonly eventsByType: Readonly<Partial<Record<ActionType, number>>>;
  /** [shoppers], their events, most first. */
  readonly eventsOfShoppers: Uint32Array;
  /** Null without timestamps. */
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  /** Whether every time is at midnight, UTC: a date without a time. */
  readonly datesOnly: boolean;
  /** Events that have the same shopper, item, type and time as the one before. */
  readonly duplicates: number;
  /** Items whose id differs from another one only in how Unicode writes a letter, such as one ü and u with two dots. */
  readonly lookalikeItems: number;
  /** Events that the model reads: not shown lists or steps of the whole cart. */
  readonly actions: number;
  /** Items with such an event. */
  readonly items: number;
  readonly commonItems: number;
  /** Share of the actions that are on common items. */
  readonly commonItemShare: number;
  /** From one action of a shopper to the next. */
  readonly steps: number;
  /** Steps to an item that is already in the shopper's history. */
  readonly repeatSteps: number;
  readonly shoppersWithSteps: number;
  readonly sessions: number;
  /** Sessions with a purchase. */
  readonly orders: number;
  readonly ordersOfSeveralItems: number;
  /** Sessions in which a shopper viewed several items and put one into the cart or bought it. */
  readonly comparisons: number;
  /** Shoppers with two sessions or more. */
  readonly returningShoppers: number;
  /** Shoppers with two orders or more. */
  readonly returningBuyers: number;
}

const distinctItems = (actions: readonly Action[]) => new Set(actions.map(({ itemRow }) => itemRow)).size;

function sessionsOf(actions: readonly Action[], timed: boolean): Action[][] {
  const sessions: Action[][] = [];
  actions.forEach((action, i) => {
    if (startsSession(actions, i, timed)) sessions.push([]);
    sessions.at(-1)!.push(action);
  });
  return sessions;
}

/** Counts a log once. Without timestamps, all actions of a shopper are one session. */
export function logCounts(log: EventLog): LogCounts {
  const counts = {
    actions: 0,
    steps: 0,
    repeatSteps: 0,
    shoppersWithSteps: 0,
    sessions: 0,
    orders: 0,
    ordersOfSeveralItems: 0,
    comparisons: 0,
    returningShoppers: 0,
    returningBuyers: 0,
  };
  const itemActions = new Uint32Array(log.itemIds.length + 1);
  for (let user = 0; user < log.userIds.length; user++) {
    const actions = actionsOf(log, user);
    const seen = new Set<number>();
    actions.forEach(({ itemRow }, i) => {
      itemActions[itemRow]! += 1;
      if (i > 0 && seen.has(itemRow)) counts.repeatSteps += 1;
      seen.add(itemRow);
    });
    counts.actions += actions.length;
    counts.steps += Math.max(0, actions.length - 1);
    if (actions.length > 1) counts.shoppersWithSteps += 1;
    const sessions = sessionsOf(actions, log.timed);
    const orders = sessions.map((session) => session.filter(isPurchase)).filter(({ length }) => length > 0);
    counts.sessions += sessions.length;
    counts.orders += orders.length;
    counts.ordersOfSeveralItems += orders.filter((order) => distinctItems(order) > 1).length;
    counts.comparisons += sessions.filter(
      (session) => session.some(isChoice) && distinctItems(session.filter(isView)) > 1,
    ).length;
    if (sessions.length > 1) counts.returningShoppers += 1;
    if (orders.length > 1) counts.returningBuyers += 1;
  }
  const common = itemActions.filter((events) => events >= COMMON_ITEM_EVENTS);
  return {
    ...counts,
    ...columnCounts(log),
    lookalikeItems: log.itemIds.length - new Set(log.itemIds.map((itemId) => itemId.normalize())).size,
    items: itemActions.filter((events) => events > 0).length,
    commonItems: common.length,
    commonItemShare: common.reduce((sum, events) => sum + events, 0) / Math.max(1, counts.actions),
  };
}

/** Counts over all events, also those that the model does not read. */
function columnCounts({ userIds, offsets, itemRows, typeIndices, timestampsMs, timed }: EventLog) {
  const byType = new Uint32Array(ACTION_TYPES.length);
  const eventsOfShoppers = Uint32Array.from(userIds, (_, user) => offsets[user + 1]! - offsets[user]!);
  let [firstMs, lastMs] = [Infinity, -Infinity];
  let datesOnly = timed;
  let duplicates = 0;
  for (let user = 0; user < userIds.length; user++) {
    for (let i = offsets[user]!; i < offsets[user + 1]!; i++) {
      const timestampMs = timestampsMs[i]!;
      byType[typeIndices[i]!]! += 1;
      firstMs = Math.min(firstMs, timestampMs);
      lastMs = Math.max(lastMs, timestampMs);
      datesOnly &&= timestampMs % DAY_MS === 0;
      const isDuplicate =
        i > offsets[user]! &&
        itemRows[i] === itemRows[i - 1] &&
        typeIndices[i] === typeIndices[i - 1] &&
        timestampMs === timestampsMs[i - 1];
      if (isDuplicate) duplicates += 1;
    }
  }
  return {
    eventsByType: Object.fromEntries(
      ACTION_TYPES.flatMap((type, index) => (byType[index]! > 0 ? [[type, byType[index]!]] : [])),
    ),
    eventsOfShoppers: eventsOfShoppers.sort().reverse(),
    firstMs: timed ? firstMs : null,
    lastMs: timed ? lastMs : null,
    datesOnly,
    duplicates,
  };
}
