/** What a visit shows. */
export type Shown = 'nothing' | 'hint' | 'discount';

/** How a kind of shopper really behaves. Decisions never see it. */
export interface ShopperType {
  /** Share of the population. */
  readonly share: number;
  /** Probability of an order in a visit, by what is shown, before anything was learned. */
  readonly order: Readonly<Record<Shown, number>>;
  /** How much of the distance to "buys only with a discount" each shown discount takes away, 0 to 1. */
  readonly learning: number;
  /** Probabilities that an interruption makes the shopper leave for good, and switch all offers off. */
  readonly leaves: number;
  readonly mutes: number;
}

const unmoved = { learning: 0, leaves: 0, mutes: 0 };

/** Chosen by hand, so that each effect is known. They say nothing of real shops. Shares sum to 1. */
export const SHOPPER_TYPES = {
  persuadable: { share: 0.25, order: { nothing: 0.04, hint: 0.1, discount: 0.12 }, ...unmoved },
  'sure thing': { share: 0.15, order: { nothing: 0.25, hint: 0.25, discount: 0.25 }, ...unmoved },
  'lost cause': { share: 0.3, order: { nothing: 0.005, hint: 0.005, discount: 0.005 }, ...unmoved },
  annoyed: {
    share: 0.1,
    order: { nothing: 0.08, hint: 0.08, discount: 0.08 },
    learning: 0,
    leaves: 0.02,
    mutes: 0.05,
  },
  learner: { share: 0.2, order: { nothing: 0.2, hint: 0.2, discount: 0.3 }, learning: 0.05, leaves: 0, mutes: 0 },
} as const satisfies Readonly<Record<string, ShopperType>>;
export type ShopperTypeName = keyof typeof SHOPPER_TYPES;

/** @param share 0 to 1, a quantile of the population */
export function typeAt(share: number): ShopperTypeName {
  const names = Object.keys(SHOPPER_TYPES) as ShopperTypeName[];
  let left = share;
  return names.find((name) => (left -= SHOPPER_TYPES[name].share) < 0) ?? names.at(-1)!;
}
