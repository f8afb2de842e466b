import type { Kinds, Repurchase } from '../kinds.js';

/**
 * The kinds of some items.
 *
 * @param ofRows the kind of row 1, of row 2, and so on
 * @param repurchases by kind. Default: half of the shoppers buy again after 30 days
 */
export function kindsOf(ofRows: readonly number[], repurchases: readonly Repurchase[] = []): Kinds {
  const kindCount = Math.max(...ofRows) + 1;
  return {
    names: Array.from({ length: kindCount }, (_, kind) => `Kind ${kind}`),
    ofRow: Int32Array.of(-1, ...ofRows),
    repurchases: Array.from({ length: kindCount }, (_, kind) => repurchases[kind] ?? { share: 0.5, medianDays: 30 }),
    trending: new Int32Array(0),
  };
}
