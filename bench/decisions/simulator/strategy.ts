import type { Declaration, Intervention, Policy } from '@aisle/decisions';
import { initialPolicy } from './policyFiles.js';

/** The margin of an order without a discount, and what a discount takes from it. */
export const ORDER_MARGIN = 20;
export const DISCOUNT = 5;
/** What showing a hint costs. */
export const HINT_COST = 0.1;
/** The budget of the careful strategy, for each shopper. */
const DISCOUNTS_A_DAY = 0.05;
export const PLACEMENT = 'cart';

const HINT: Intervention = {
  id: 'hint',
  kind: 'hint',
  placements: [PLACEMENT],
  cost: HINT_COST,
  value: ORDER_MARGIN,
  goal: { event: 'purchase', withinHours: 24 },
  creative: { en: { title: 'Returns are free' } },
};
const DISCOUNT_OFFER: Intervention = {
  id: 'discount',
  kind: 'discount',
  placements: [PLACEMENT],
  // About one visit in seven orders.
  cost: DISCOUNT / 7,
  value: ORDER_MARGIN,
  goal: { event: 'purchase', withinHours: 24 },
  interrupts: true,
  openToAllUrl: '/offers',
  disclosure: { en: 'Everybody finds this offer on the page of offers.' },
  creative: { en: { title: 'A discount', close: 'Close' } },
};

/** How a shop decides in the simulation. */
export interface Strategy {
  readonly declaration: Declaration;
  /** Undefined: nothing is ever shown. */
  readonly policy: Policy | undefined;
  /** Whether each period's counts are added by `aisle policy update`. */
  readonly learns: boolean;
}

/** The rules of the guide. */
const CAREFUL = { caps: { perSession: 1, perWeek: 3 }, dismissalDays: 30, cooldownHours: 24, secondsOnSite: 10 };
/** The loosest rules that show an offer at most once a visit. */
const LOOSE = { caps: { perSession: 1, perWeek: 100 }, dismissalDays: 0, cooldownHours: 0, secondsOnSite: 0 };

const declarationOf = (defaults: Declaration['defaults'], share: number, ...interventions: Intervention[]) =>
  ({ version: 1, currency: 'EUR', defaults, holdout: { share, salt: 'simulator' }, interventions }) as const;

/** Nothing is ever shown. */
export const noOffers: Strategy = { declaration: declarationOf(CAREFUL, 0), policy: undefined, learns: false };

/** Knows from the start that the hint is best if everybody sees the same, by the kinds' mean shares. No holdout. */
export const hintForAll: Strategy = {
  declaration: declarationOf(CAREFUL, 0, HINT),
  policy: certainPolicy({
    hint: { shown: { mean: 0.112, spread: 0 }, base: { mean: 0.097, spread: 0 }, exposures: 0 },
  }),
  learns: false,
};

/** A policy that neither explores nor doubts. */
function certainPolicy(interventions: Policy['interventions']): Policy {
  const [minExposures, boundDeviations, exploration, floor, gamma] = [0, 0, 0, 0, 0];
  return { version: 1, minExposures, boundDeviations, exploration, floor, gamma, interventions };
}

/** The discount in every visit, because a short test found more orders. Nobody counts what it costs. */
export async function greedyDiscount(holdoutShare: number, tested?: Policy): Promise<Strategy> {
  const declaration = declarationOf(LOOSE, holdoutShare, { ...DISCOUNT_OFFER, cost: 0 });
  const { interventions } = tested ?? (await initialPolicy(declaration));
  return { declaration, policy: certainPolicy(interventions), learns: tested === undefined };
}

/** Both offers with their costs and a budget, under the rules of the guide, with a holdout. The policy learns. */
export async function careful(shoppers: number): Promise<Strategy> {
  const budget = { perDay: DISCOUNTS_A_DAY * shoppers, eligibleDevices: shoppers / 4 };
  const declaration = declarationOf(CAREFUL, 0.1, HINT, { ...DISCOUNT_OFFER, budget });
  return { declaration, policy: await initialPolicy(declaration), learns: true };
}
