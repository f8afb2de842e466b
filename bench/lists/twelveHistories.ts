import { simulateCatalogue } from '../../examples/shop/simulator/catalogue.js';
import { LOG_PERIOD } from '../../examples/shop/simulator/logPeriod.js';
import { createMarket } from '../../examples/shop/simulator/market.js';

export interface HistoryStep {
  readonly type: 'view_item' | 'add_to_cart' | 'purchase';
  readonly itemId: string;
  readonly daysAgo: number;
}

/** What a shopper did, and what a person would expect of the rows. */
export interface History {
  readonly name: string;
  readonly expected: string;
  readonly steps: readonly HistoryStep[];
}

const catalogue = simulateCatalogue();
/** The first products of a kind. */
const first = (style: string, count: number) =>
  catalogue
    .filter((product) => product.style === style)
    .slice(0, count)
    .map(({ item_id }) => item_id);
const step =
  (type: HistoryStep['type'], daysAgo = 0) =>
  (itemId: string): HistoryStep => ({ type, itemId, daysAgo });
const views = (style: string, count: number, daysAgo = 0) => first(style, count).map(step('view_item', daysAgo));
const intoCart = (style: string, daysAgo = 0) => first(style, 1).map(step('add_to_cart', daysAgo));
const buys = (style: string, daysAgo = 0) => first(style, 1).map(step('purchase', daysAgo));

/** A product that the catalogue has and the log lacks. */
function newItem(): string {
  const { startMs, days, seed } = LOG_PERIOD;
  const { arrivalMs } = createMarket(catalogue, startMs, days, seed);
  return catalogue[arrivalMs.indexOf(Infinity)]!.item_id;
}

export const TWELVE_HISTORIES: readonly History[] = [
  { name: 'one view: a tent', expected: 'other tents, and what goes with them', steps: views('tent', 1) },
  {
    name: 'four views: camp chairs',
    expected: 'other chairs, few of the viewed ones',
    steps: views('camp-chair', 4),
  },
  {
    name: 'two kinds: tents and espresso machines',
    expected: 'both kinds',
    steps: [...views('tent', 3), ...views('espresso-machine', 3)],
  },
  {
    name: 'a tent in the cart',
    expected: 'sleeping bag, mat, stove, lantern; not the tent',
    steps: [...views('tent', 2), ...intoCart('tent')],
  },
  {
    name: 'a tent bought, nothing viewed',
    expected: 'sleeping bag, mat, stove, lantern; no tents',
    steps: buys('tent'),
  },
  {
    name: 'three tents viewed, one bought',
    expected: 'sleeping bag, mat, stove, lantern; no tents',
    steps: [...views('tent', 3), ...intoCart('tent'), ...buys('tent')],
  },
  {
    name: 'an espresso machine bought a week ago, then a grinder viewed',
    expected: 'grinders, beans, cups; no machine',
    steps: [...views('espresso-machine', 2, 7), ...buys('espresso-machine', 7), ...views('grinder', 1)],
  },
  {
    name: 'coffee beans bought 50 and 25 days ago',
    expected: 'coffee beans again',
    steps: [...buys('coffee-beans', 50), ...buys('coffee-beans', 25)],
  },
  {
    name: 'coffee beans bought yesterday',
    expected: 'what goes with coffee; not the same beans',
    steps: buys('coffee-beans', 1),
  },
  {
    name: 'sweaters viewed three months ago, bicycles today',
    expected: 'bicycles and what goes with them',
    steps: [...views('crew-sweater', 4, 90), ...views('bicycle', 2)],
  },
  { name: 'one view: a product that the log lacks', expected: 'its kind', steps: [step('view_item')(newItem())] },
  { name: 'nothing', expected: "the shop's own products", steps: [] },
];
