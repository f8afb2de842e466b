import { PROBABILITY_CANDIDATES, probabilityScale, type TrainedModel, topK } from '@aisle/model';
import {
  type CalibrationBin,
  calibrationBins,
  calibrationError,
  type Example,
  scoreExamples,
} from '@aisle/model/train';

/** Length of the lists whose probabilities are compared with what happened. */
const LIST_LENGTH = 10;

export interface Calibration {
  readonly examples: number;
  /** Of the first ten items of each list. */
  readonly ece: number;
  /** Of the first item alone, as classifiers are compared. */
  readonly firstItemEce: number;
  /** Of the first ten items. */
  readonly bins: readonly CalibrationBin[];
}

/** Compares the probabilities of a list with the shoppers' choices. Undefined if the model has no probabilities. */
export async function calibration(
  model: TrainedModel,
  examples: readonly Example[],
  maskHistory: boolean,
): Promise<Calibration | undefined> {
  const { probability } = model.config;
  if (!probability) return undefined;
  const read = examples.filter(({ history }) => history.length > 0);
  const predicted: number[] = [];
  const outcomes: number[] = [];
  await scoreExamples(model, read, maskHistory, (index, scores) => {
    const best = topK(scores, PROBABILITY_CANDIDATES, (row) => scores[row]! > -Infinity);
    const probabilityOf = probabilityScale(probability, best);
    best.slice(0, LIST_LENGTH).forEach(({ row, score }) => {
      predicted.push(probabilityOf(score));
      outcomes.push(row === read[index]!.labelRow ? 1 : 0);
    });
  });
  const firstOf = (values: readonly number[]) => values.filter((_, i) => i % LIST_LENGTH === 0);
  const bins = calibrationBins(predicted, outcomes);
  return {
    examples: read.length,
    ece: calibrationError(bins),
    firstItemEce: calibrationError(calibrationBins(firstOf(predicted), firstOf(outcomes))),
    bins,
  };
}
