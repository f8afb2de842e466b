import type { LogCounts } from './logCounts.js';

/** How much a part of the model can learn from a log. The limits are rules of thumb, not measurements. */
export type Amount = 'enough' | 'little' | 'nothing';

export interface LearnablePart {
  readonly part: 'network' | 'transitions' | 'repeats' | 'statistics' | 'relations' | 'kinds' | 'context' | 'heads';
  readonly amount: Amount;
  /** What the log has of it. */
  readonly found: string;
  /** What would help. Present unless there is enough. */
  readonly help?: string;
}

/** What a catalogue says about the items that have events. */
export interface CatalogueCoverage {
  /** Items of the catalogue file. */
  readonly items: number;
  /** Share of the items with events that the catalogue has, 0 to 1. */
  readonly covered: number;
  /** Share of the items with events that have a category, 0 to 1. */
  readonly categorised: number;
}

const DAY_MS = 86_400_000;
/** Nearly a year has every season. */
const YEAR_DAYS = 350;

const number = (value: number) => value.toLocaleString('en-US');
const percent = (share: number) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;

/** @param found how many there are @param enough from this many on @param little below it and from this many on */
function amountOf(found: number, enough: number, little: number): Amount {
  return found >= enough ? 'enough' : found >= little ? 'little' : 'nothing';
}

const part = (name: LearnablePart['part'], amount: Amount, found: string, help: string): LearnablePart => ({
  part: name,
  amount,
  found,
  ...(amount !== 'enough' && { help }),
});

/**
 * What each part of a model can learn from a log.
 *
 * @param catalogue absent without a catalogue file
 */
export function learnableParts(counts: LogCounts, catalogue: CatalogueCoverage | undefined): LearnablePart[] {
  const { steps, repeatSteps, commonItems, commonItemShare, sessions, orders } = counts;
  const repeatShare = repeatSteps / Math.max(1, steps);
  const days = counts.firstMs === null ? 0 : (counts.lastMs! - counts.firstMs) / DAY_MS;
  const withoutOrder = sessions - orders;
  const isTimed = counts.firstMs !== null;
  const categorised = catalogue?.categorised ?? 0;
  return [
    part(
      'network',
      amountOf(steps, 20_000, 1000),
      `${number(steps)} steps from one event of a shopper to the next`,
      'Export a longer time, or views and carts as well as orders.',
    ),
    part(
      'transitions',
      amountOf(steps * commonItemShare, 2000, 100),
      `${number(steps)} steps; ${percent(commonItemShare)} of the events are on products with ten or more`,
      'Export a longer time, so that more products have ten events.',
    ),
    part(
      'repeats',
      repeatShare < 0.01 && steps >= 1000 ? 'nothing' : amountOf(repeatSteps, 500, 20),
      `${percent(repeatShare)} of the steps return to a product that the shopper had before`,
      'Nothing needs to be done if your shoppers rarely return to a product.',
    ),
    part(
      'statistics',
      amountOf(commonItems, 50, 1),
      `${number(commonItems)} of ${number(counts.items)} products with events have ten or more`,
      'Export a longer time, so that more products have ten events.',
    ),
    part(
      'relations',
      amountOf(counts.ordersOfSeveralItems + counts.comparisons, 1000, 50),
      `${number(counts.ordersOfSeveralItems)} orders of several products, ` +
        `${number(counts.comparisons)} visits in which products were compared and one was chosen` +
        (isTimed ? '' : '; without times, a history counts as one visit'),
      'Export views, carts and purchases together, with their times.',
    ),
    part(
      'kinds',
      categorised < 0.5 ? 'nothing' : amountOf(counts.returningBuyers, 200, 20),
      `${percent(categorised)} of the products with events have a category; ` +
        `${number(counts.returningBuyers)} shoppers bought at two times or more`,
      categorised < 0.5
        ? 'Give a catalogue with the column category. It also improves new and rare products.'
        : 'Export orders of a longer time.',
    ),
    part(
      'context',
      days < 28 ? 'nothing' : amountOf(days >= YEAR_DAYS ? sessions : Math.min(sessions, 4999), 5000, 500),
      !isTimed
        ? 'no times'
        : `${number(sessions)} visits on ${number(Math.ceil(days))} ${days > 1 ? 'days' : 'day'}${days < YEAR_DAYS ? ', less than a year' : ''}`,
      days < YEAR_DAYS
        ? 'Export a whole year with times, so that seasons are known.'
        : 'More visits a season would help: export all of them.',
    ),
    part(
      'heads',
      isTimed ? amountOf(Math.min(orders, withoutOrder), 500, 50) : 'nothing',
      isTimed ? `${number(orders)} visits with an order, ${number(withoutOrder)} without` : 'no times',
      'Export views as well as purchases, with their times, so that visits without an order are known.',
    ),
  ];
}
