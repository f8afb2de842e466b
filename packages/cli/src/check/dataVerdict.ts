import type { CatalogueCoverage, LearnablePart } from './learnableParts.js';
import type { LogCounts } from './logCounts.js';

/** A judgement of a log in plain sentences. */
export interface DataVerdict {
  /** `train`: worth a training. `counts`: only what is counted will work. `stop`: nothing can be learned. */
  readonly level: 'train' | 'counts' | 'stop';
  readonly sentences: readonly string[];
  /** What would help, the most useful first. */
  readonly help: readonly string[];
}

/** One id with so many of the events is a robot, or all guests together. */
const LARGEST_SHOPPER_SHARE = 0.1;
const DUPLICATE_SHARE = 0.05;
const MIN_COVERED = 0.9;
/** No shop's log is older. As seconds, row numbers, years and `202403011005` are times before. */
const EARLIEST_MS = Date.UTC(1990);

const number = (value: number) => value.toLocaleString('en-US');
const percent = (share: number) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;

/** The level, with its sentence. */
function levelOf(parts: readonly LearnablePart[]): readonly [DataVerdict['level'], string] {
  const amount = (name: LearnablePart['part']) => parts.find(({ part }) => part === name)!.amount;
  if (amount('network') === 'enough')
    return ['train', 'This is enough to train a model that orders products for each shopper.'];
  if (amount('transitions') !== 'nothing')
    return [
      'counts',
      'This is enough to count what follows what and what sells. The network will add little: compare it with the table of transitions.',
    ];
  if (amount('statistics') !== 'nothing')
    return ['counts', 'This is enough to count what sells, but not what follows what.'];
  return ['stop', 'This is too little. A list of best sellers that you write yourself would be as good.'];
}

/** Faults of a log that no row shows. */
function faults(counts: LogCounts, catalogue: CatalogueCoverage | undefined): string[] {
  const events = counts.eventsOfShoppers.reduce((sum, count) => sum + count, 0);
  const largest = (counts.eventsOfShoppers[0] ?? 0) / Math.max(1, events);
  const found: string[] = [];
  if (counts.actions === 0)
    found.push('All events are shown lists or steps of the cart, which say nothing about what a shopper wants.');
  else if (!counts.eventsByType.purchase)
    found.push('There are no purchases, so the model predicts what shoppers view or put into the cart next.');
  if (counts.shoppersWithSteps === 0 && counts.actions > 0)
    found.push(
      'Each shopper has one event, so nothing shows what follows what. Check that user_id is not the id of an order or a visit.',
    );
  else if (counts.firstMs !== null && counts.returningShoppers === 0)
    found.push('Nobody came a second time. Check that user_id is not the id of an order or a visit.');
  if (counts.eventsOfShoppers.length > 20 && largest > LARGEST_SHOPPER_SHARE)
    found.push(
      `One user_id has ${percent(largest)} of the events. It may be a robot, a shop's own account, or all guests together: leave it out.`,
    );
  if (counts.duplicates > DUPLICATE_SHARE * events)
    found.push(
      `${percent(counts.duplicates / events)} of the events have the shopper, product, type and time of the event before. Perhaps the export has rows twice.`,
    );
  if (counts.lookalikeItems > 0)
    found.push(
      `${number(counts.lookalikeItems)} product ids look like another one, because a letter such as ü can be written in two ways. Write ids as your pages do.`,
    );
  if (counts.firstMs !== null && counts.firstMs < EARLIEST_MS)
    found.push(
      `The first event is of ${new Date(counts.firstMs).getUTCFullYear()}. Check that timestamp is a time in a form of docs/guides/your-data.md.`,
    );
  if (counts.datesOnly)
    found.push('Times are dates without hours, so the order of events on one day is the order of the file.');
  if (catalogue && catalogue.covered < MIN_COVERED)
    found.push(
      `The catalogue has ${percent(catalogue.covered)} of the products with events. Export it with products that the shop has stopped selling.`,
    );
  return found;
}

export function dataVerdict(
  counts: LogCounts,
  parts: readonly LearnablePart[],
  catalogue: CatalogueCoverage | undefined,
): DataVerdict {
  const [level, worth] = levelOf(parts);
  const [shoppers, returning] = [counts.eventsOfShoppers.length, counts.returningShoppers];
  const came =
    counts.firstMs === null
      ? `${number(counts.shoppersWithSteps)} of ${number(shoppers)} shoppers have two events or more.`
      : `${number(returning)} of ${number(shoppers)} shoppers came at two times or more.`;
  const help = new Set<string>();
  for (const part of parts) if (part.help && part.part !== 'repeats') help.add(part.help);
  return { level, sentences: [worth, came, ...faults(counts, catalogue)], help: [...help].slice(0, 4) };
}
