import type { ContextFeature } from '@aisle/decisions';
import { type ContextGain, contextGain, type Worth } from './contextGain.js';
import type { CellCounts } from './readCellCounts.js';

/** A feature that one set of counts chose, and its gain on another. */
export interface TestedContext extends ContextGain {
  readonly feature: ContextFeature;
  /** The counts that chose it. */
  readonly cells: CellCounts;
}

/**
 * The feature whose rule gains most on the counts that choose, with its gain on the others.
 *
 * @returns undefined if no feature is in both
 */
export function chooseContext(
  chosenOn: ReadonlyMap<ContextFeature, CellCounts>,
  heldOut: ReadonlyMap<ContextFeature, CellCounts>,
  worth: Worth,
): TestedContext | undefined {
  const tested = [...chosenOn].flatMap(([feature, cells]) => {
    const others = heldOut.get(feature);
    if (!others) return [];
    return [{ feature, cells, gainOnChosen: contextGain(cells, cells, worth).gain, others }];
  });
  if (tested.length === 0) return undefined;
  const { feature, cells, others } = tested.reduce((a, b) => (b.gainOnChosen > a.gainOnChosen ? b : a));
  return { feature, cells, ...contextGain(cells, others, worth) };
}
