import { type Example, type ItemAttributes, midRank, resamplingUnits } from '@aisle/model/train';
import { gainInterval } from './gainInterval.js';
import type { Interval } from './shareInterval.js';

const CUTOFF = 10;
/** A smaller group does not count as a category: its items are few enough to be in every list. */
const MIN_CATEGORY = 20;

/** How often items that were withheld from training are among the first ten of all items. Fractions of 1. */
export interface ColdItems {
  readonly examples: number;
  readonly model: number;
  /** Items of the category of the latest item, the most popular first. Withheld items have no events. */
  readonly categoryPopularity: number;
  readonly random: number;
  /** 95 % intervals. */
  readonly intervals: Readonly<Record<'model' | 'categoryPopularity', Interval>>;
}

/**
 * @param examples with withheld items as labels
 * @param ranks [examples], of the labels by the model
 * @param counts [itemCount + 1], training events
 */
export function coldItems(
  examples: readonly Example[],
  ranks: ArrayLike<number>,
  counts: ArrayLike<number>,
  attributes: ItemAttributes,
  maskHistory: boolean,
): ColdItems {
  const itemCount = counts.length - 1;
  const itemsOf = itemsOfValues(attributes);
  const scores = new Float64Array(itemCount + 1);
  const [model, categoryPopularity] = [new Uint8Array(examples.length), new Uint8Array(examples.length)];
  let random = 0;
  examples.forEach(({ history, labelRow }, i) => {
    scores.fill(0);
    for (const row of categoryOf(history.at(-1)!.itemRow, attributes, itemsOf)) scores[row] = 1 + counts[row]!;
    if (maskHistory) for (const { itemRow } of history) scores[itemRow] = -Infinity;
    const masked = maskHistory ? new Set(history.map(({ itemRow }) => itemRow)).size : 0;
    if (ranks[i]! <= CUTOFF) model[i] = 1;
    if (midRank(scores, labelRow) <= CUTOFF) categoryPopularity[i] = 1;
    random += Math.min(1, CUTOFF / (itemCount - masked));
  });
  const share = (sum: number) => sum / Math.max(1, examples.length);
  const mean = (hits: Uint8Array) => share(hits.reduce((sum, hit) => sum + hit, 0));
  const units = resamplingUnits(examples);
  return {
    examples: examples.length,
    model: mean(model),
    categoryPopularity: mean(categoryPopularity),
    random: share(random),
    intervals: { model: gainInterval(model, units), categoryPopularity: gainInterval(categoryPopularity, units) },
  };
}

function itemsOfValues({ count, offsets, ids }: ItemAttributes): number[][] {
  const itemsOf: number[][] = Array.from({ length: count }, () => []);
  for (let row = 1; row + 1 < offsets.length; row++)
    for (const id of ids.subarray(offsets[row]!, offsets[row + 1]!)) itemsOf[id]!.push(row);
  return itemsOf;
}

/** The items with the rarest attribute value of an item that is not too rare: the last name of a path, or a brand. */
function categoryOf(row: number, { offsets, ids }: ItemAttributes, itemsOf: readonly number[][]): readonly number[] {
  const groups = [...ids.subarray(offsets[row]!, offsets[row + 1]!)].map((id) => itemsOf[id]!);
  return groups
    .filter(({ length }) => length >= MIN_CATEGORY)
    .reduce<readonly number[]>((best, group) => (best.length === 0 || group.length < best.length ? group : best), []);
}
