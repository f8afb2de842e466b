import type { Random } from '@aisle/core';
import type { Intervention, InterventionMoment } from '@aisle/decisions';
import { SHOPPER_TYPES, type ShopperType, type ShopperTypeName, type Shown } from './shopperType.js';

/** A learner who knows that discounts come buys this share less without one. */
const WAITING_LOSS = 0.85;
/** What a learner still expects after a visit without a discount, as a share. */
const REMEMBERED = 0.9;

/** One device, and the person in front of it. */
export class Shopper {
  readonly deviceId: string;
  readonly type: ShopperTypeName;
  /** Newest last. */
  readonly exposures: InterventionMoment[] = [];
  hasLeft = false;
  /** Exposures in visits after the shopper switched offers off. */
  shownWhileMuted = 0;
  #waiting = 0;
  #muted: 'all' | readonly string[] = [];

  constructor(deviceId: string, type: ShopperTypeName) {
    this.deviceId = deviceId;
    this.type = type;
  }

  get muted(): 'all' | readonly string[] {
    return this.#muted;
  }

  /** The probability of an order in a visit that shows this. A learner's discount then moves an order, and adds none. */
  orderProbability(shown: Shown): number {
    const { order } = SHOPPER_TYPES[this.type];
    if (shown === 'discount') return order.nothing + (order.discount - order.nothing) * (1 - this.#waiting);
    return order[shown] * (1 - WAITING_LOSS * this.#waiting);
  }

  /**
   * What a whole visit leaves behind.
   *
   * @param exposures those of this visit
   */
  remember(shown: Intervention | undefined, exposures: readonly InterventionMoment[], random: Random): void {
    const type: ShopperType = SHOPPER_TYPES[this.type];
    this.exposures.push(...exposures);
    if (this.#muted === 'all') this.shownWhileMuted += exposures.length;
    if (shown?.kind === 'discount') this.#waiting += type.learning * (1 - this.#waiting);
    else this.#waiting *= REMEMBERED;
    if (!shown?.interrupts) return;
    this.hasLeft ||= random() < type.leaves;
    if (random() < type.mutes) this.#muted = 'all';
  }
}
