import type { ShownList } from './shownLists.js';

/** First positions of the groups of positions that count as one. Far below, single positions have too few clicks. */
const GROUP_STARTS = [0, 1, 2, 3, 4, 6, 10, 20, 50] as const;
const ROUNDS = 30;
/** Clicks that each item and each group has in addition, at the mean rate. */
const PRIOR_CLICKS = 1;

/** The group of a list position. */
export const positionGroup = (position: number): number => GROUP_STARTS.filter((start) => start <= position).length - 1;

/**
 * How likely a shopper looks at each group of list positions, relative to the first one. In the position-based model, a
 * click needs a look at the position and an attractive item, independently. An item that was shown at several positions
 * separates the two, so no experiment is needed (Agarwal et al. 2019, Estimating position bias without intrusive
 * interventions: https://doi.org/10.1145/3289600.3291017). Here all positions are fitted together, by the likelihood of
 * Poisson counts.
 *
 * @returns by group; the first is 1
 */
export function positionPropensities(lists: readonly ShownList[]): Float64Array {
  const groups = GROUP_STARTS.length;
  /** By item: how often it was shown in each group. */
  const shown = new Map<number, Float64Array>();
  const clicksOfItem = new Map<number, number>();
  const clicksOfGroup = new Float64Array(groups);
  const shownInGroup = new Float64Array(groups);
  for (const { rows, clicks } of lists) {
    rows.forEach((row, position) => {
      if (row === 0) return;
      const group = positionGroup(position);
      if (!shown.has(row)) shown.set(row, new Float64Array(groups));
      shown.get(row)![group]! += 1;
      shownInGroup[group]! += 1;
      if (!clicks.has(position)) return;
      clicksOfGroup[group]! += 1;
      clicksOfItem.set(row, (clicksOfItem.get(row) ?? 0) + 1);
    });
  }
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const meanRate = sum(clicksOfGroup) / Math.max(1, sum(shownInGroup));
  const looks = new Float64Array(groups).fill(1);
  if (meanRate === 0) return looks;
  for (let round = 0; round < ROUNDS; round++) {
    const expected = new Float64Array(groups);
    for (const [row, counts] of shown) {
      const looked = counts.reduce((total, count, group) => total + count * looks[group]!, 0);
      const rate = ((clicksOfItem.get(row) ?? 0) + PRIOR_CLICKS) / (looked + PRIOR_CLICKS / meanRate);
      counts.forEach((count, group) => (expected[group]! += count * rate));
    }
    clicksOfGroup.forEach(
      (clicks, group) => (looks[group] = (clicks + PRIOR_CLICKS) / (expected[group]! + PRIOR_CLICKS)),
    );
    const first = looks[0]!;
    looks.forEach((look, group) => (looks[group] = look / first));
  }
  return looks;
}
