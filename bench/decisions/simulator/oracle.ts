import { Shopper } from './shopper.js';
import { SHOPPER_TYPES, type ShopperTypeName, type Shown } from './shopperType.js';
import { expectedMargin } from './visit.js';

/** Who knows each shopper: the hint where it persuades, and nothing else. A discount would cost more than it brings. */
const shownByOracle = (type: ShopperTypeName): Shown => (type === 'persuadable' ? 'hint' : 'nothing');

/**
 * The mean margin of a visit if somebody decides who knows each shopper's type. No rule limits this decision, so regret
 * contains what caps and holdout cost.
 */
export const oracleMargin = (type: ShopperTypeName): number => MARGINS[type];

const MARGINS = Object.fromEntries(
  (Object.keys(SHOPPER_TYPES) as ShopperTypeName[]).map((type) => [
    type,
    expectedMargin(new Shopper('', type), shownByOracle(type)),
  ]),
) as Readonly<Record<ShopperTypeName, number>>;
