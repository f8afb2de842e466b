/** One shopper's orders, in one unit of time for all shoppers. */
export interface OrderHistory {
  /** Orders after the first one. */
  readonly repeats: number;
  /** From the first order to the latest; 0 without a repeat. */
  readonly latest: number;
  /** From the first order to the end of the observation. */
  readonly observed: number;
}
