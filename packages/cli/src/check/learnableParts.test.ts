import { expect, test } from 'vitest';
import { learnableParts } from './learnableParts.js';
import type { LogCounts } from './logCounts.js';

const DAY_MS = 86_400_000;

/** A log of a shop for which every part has enough. */
const RICH: LogCounts = {
  eventsByType: { view_item: 90_000, purchase: 10_000 },
  eventsOfShoppers: new Uint32Array(10_000).fill(10),
  firstMs: 0,
  lastMs: 365 * DAY_MS,
  datesOnly: false,
  duplicates: 0,
  lookalikeItems: 0,
  actions: 100_000,
  items: 1000,
  commonItems: 900,
  commonItemShare: 0.98,
  steps: 90_000,
  repeatSteps: 9000,
  shoppersWithSteps: 9500,
  sessions: 20_000,
  orders: 5000,
  ordersOfSeveralItems: 1500,
  comparisons: 1500,
  returningShoppers: 4000,
  returningBuyers: 1000,
};
const CATALOGUE = { items: 1200, covered: 1, categorised: 0.9 };

const amounts = (counts: Partial<LogCounts>, catalogue: typeof CATALOGUE | undefined = CATALOGUE) =>
  Object.fromEntries(learnableParts({ ...RICH, ...counts }, catalogue).map(({ part, amount }) => [part, amount]));

test('a rich log has enough for every part, and needs no help', () => {
  expect(new Set(Object.values(amounts({})))).toEqual(new Set(['enough']));
  expect(learnableParts(RICH, CATALOGUE).some(({ help }) => help)).toBe(false);
});

test.each([
  ['network', { steps: 19_999 }, 'little'],
  ['network', { steps: 999 }, 'nothing'],
  ['transitions', { commonItemShare: 0.01 }, 'little'],
  ['transitions', { commonItemShare: 0 }, 'nothing'],
  ['repeats', { repeatSteps: 499, steps: 20_000 }, 'little'],
  ['repeats', { repeatSteps: 800 }, 'nothing'],
  ['statistics', { commonItems: 49 }, 'little'],
  ['relations', { ordersOfSeveralItems: 0, comparisons: 999 }, 'little'],
  ['relations', { ordersOfSeveralItems: 20, comparisons: 29 }, 'nothing'],
  ['kinds', { returningBuyers: 199 }, 'little'],
  ['context', { lastMs: 100 * DAY_MS }, 'little'],
  ['context', { lastMs: 27 * DAY_MS }, 'nothing'],
  ['heads', { sessions: 5100 }, 'little'],
  ['heads', { sessions: 5000 }, 'nothing'],
] as const)('%s with %j: %s', (part, counts, amount) => {
  expect(amounts(counts)).toEqual({ ...amounts({}), [part]: amount, ...(part === 'network' && transitionsOf(counts)) });
});

/** Fewer steps also leave fewer transitions. */
const transitionsOf = (counts: Partial<LogCounts>) => ({ transitions: amounts(counts).transitions });

test('without times, context and heads learn nothing', () => {
  const untimed = { firstMs: null, lastMs: null };
  expect(amounts(untimed)).toEqual({ ...amounts({}), context: 'nothing', heads: 'nothing' });
});

test('kinds need categories of half of the products', () => {
  const without = learnableParts(RICH, undefined).find(({ part }) => part === 'kinds')!;
  expect([without.amount, without.help]).toEqual(['nothing', expect.stringContaining('Give a catalogue')]);
  expect(amounts({}, { ...CATALOGUE, categorised: 0.49 }).kinds).toBe('nothing');
});
