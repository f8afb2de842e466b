import type { Example, HistoryScorer, Split } from '@aisle/model/train';
import type { Release } from '@aisle/weights';
import { sampleEvenly } from '../../sampleEvenly.js';
import { type Calibration, calibration } from './calibration.js';
import { type Companions, companions } from './companions.js';
import { diversityCurve } from './diversityCurve.js';
import { type ShortHistories, shortHistories } from './shortHistories.js';
import type { DiversityPoint, TrainingCounts } from './varietyTally.js';

/** Enough to see a difference of .01 in every group. */
const MAX_EXAMPLES = 5000;
const MAX_CURVE_EXAMPLES = 2000;

/** How the lists look to a shopper, beyond the rank of the next item. */
export interface ListFigures {
  readonly companions: Companions;
  readonly shortHistories: ShortHistories;
  readonly calibration?: Calibration;
  /** Rows of ten by the value of `diversity`. */
  readonly diversity: readonly DiversityPoint[];
  /** The same on the validation examples, if the release has not learned them. */
  readonly validationDiversity?: readonly DiversityPoint[];
}

export interface ListBaselines {
  readonly transitions: HistoryScorer;
  readonly popularity: HistoryScorer;
}

/** Measures companions, short histories, probabilities and variety. */
export async function listFigures(
  release: Release,
  { test, validation, refit, training }: Split,
  { maskHistory, timed }: { readonly maskHistory: boolean; readonly timed: boolean },
  { transitions, popularity }: ListBaselines,
): Promise<ListFigures> {
  const sample = sampleEvenly(test, MAX_EXAMPLES);
  const calibrated = await calibration(release, sample, maskHistory);
  const counts: TrainingCounts = { counts: popularity([]), histories: (refit ?? training).length };
  const curve = (examples: readonly Example[]) =>
    diversityCurve(release, sampleEvenly(examples, MAX_CURVE_EXAMPLES), maskHistory, counts);
  return {
    companions: await companions(release, test, transitions, popularity),
    shortHistories: await shortHistories(release, sample, maskHistory, popularity, timed),
    diversity: await curve(test),
    ...(!refit && validation.length > 0 && { validationDiversity: await curve(validation) }),
    ...(calibrated && { calibration: calibrated }),
  };
}
