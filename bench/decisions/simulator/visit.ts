import type { Random } from '@aisle/core';
import { decideIntervention, type Intervention } from '@aisle/decisions';
import type { Shopper } from './shopper.js';
import type { Shown } from './shopperType.js';
import { DISCOUNT, HINT_COST, ORDER_MARGIN, PLACEMENT, type Strategy } from './strategy.js';

/** What one visit showed and brought. */
export interface Visit {
  readonly shopper: Shopper;
  readonly timestampMs: number;
  readonly shown?: Intervention;
  /** Ids that the rules allowed but for a holdout, on any page of the visit. */
  readonly heldOut: ReadonlySet<string>;
  readonly ordered: boolean;
  /** The margin of its order, if there is one, less what was spent on the offer. */
  readonly margin: number;
  /** The mean of `margin` over all outcomes of the visit. */
  readonly expectedMargin: number;
}

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;

const shownBy = (intervention: Intervention | undefined): Shown => {
  if (!intervention) return 'nothing';
  return intervention.kind === 'discount' ? 'discount' : 'hint';
};

/** The margin of an order, and what is spent without one. */
const marginsOf = (shown: Shown) => {
  const spent = shown === 'hint' ? HINT_COST : 0;
  return { ordered: ORDER_MARGIN - (shown === 'discount' ? DISCOUNT : 0) - spent, missed: -spent };
};

/** The mean margin of a visit that shows this. */
export function expectedMargin(shopper: Shopper, shown: Shown): number {
  const [probability, { ordered, missed }] = [shopper.orderProbability(shown), marginsOf(shown)];
  return probability * ordered + (1 - probability) * missed;
}

/** One session: each page asks for a decision, a minute apart. The product decides; the shopper reacts. */
export function visit(
  shopper: Shopper,
  { declaration, policy }: Pick<Strategy, 'declaration' | 'policy'>,
  { startMs, pages }: { readonly startMs: number; readonly pages: number },
  random: Random,
): Visit {
  let shown: Intervention | undefined;
  const known = shopper.exposures.filter(({ timestampMs }) => timestampMs > startMs - WEEK_MS);
  const exposures = [...known];
  const heldOut = new Set<string>();
  for (let page = 1; page <= pages; page++) {
    const nowMs = startMs + page * MINUTE_MS;
    const { intervention, why } = decideIntervention({
      declaration,
      policy,
      placement: PLACEMENT,
      situation: {
        deviceId: shopper.deviceId,
        nowMs,
        sessionStartMs: startMs,
        cart: { items: 1, value: 2 * ORDER_MARGIN },
        orders: 0,
        viewedCategories: [],
        automated: false,
        exposures,
        dismissals: [],
        muted: shopper.muted,
      },
      random,
    });
    for (const { intervention: id, reason } of why) if (reason === 'holdout') heldOut.add(id);
    if (!intervention) continue;
    shown ??= intervention;
    exposures.push({ id: intervention.id, timestampMs: nowMs });
  }
  const what = shownBy(shown);
  const [probability, margins, mean] = [shopper.orderProbability(what), marginsOf(what), expectedMargin(shopper, what)];
  const ordered = random() < probability;
  shopper.remember(shown, exposures.slice(known.length), random);
  return {
    shopper,
    timestampMs: startMs,
    ...(shown && { shown }),
    heldOut,
    ordered,
    margin: ordered ? margins.ordered : margins.missed,
    expectedMargin: mean,
  };
}
