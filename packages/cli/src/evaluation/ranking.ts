import { type TrainedModel, topK } from '@aisle/model';
import { type Example, type HistoryScorer, midRank, scoreExamples } from '@aisle/model/train';

/** Length of the lists whose diversity is measured. */
const LIST_LENGTH = 10;

/** The ranks of the labels of all examples by one scorer, and how often it lists each item. */
export interface Ranking {
  /** [examples], 1 for the best, ties at mid-rank; Infinity for an item without training events */
  readonly ranks: Float64Array;
  /** [itemCount + 1], number of examples whose top ten contain the item */
  readonly listCounts: Float64Array;
}

function emptyRanking(examples: readonly Example[], itemCount: number): Ranking {
  return { ranks: new Float64Array(examples.length), listCounts: new Float64Array(itemCount + 1) };
}

function addExample(
  { ranks, listCounts }: Ranking,
  index: number,
  labelRow: number,
  scores: ArrayLike<number>,
  isListable: (row: number) => boolean,
): void {
  ranks[index] = labelRow === 0 ? Infinity : midRank(scores, labelRow);
  for (const { row } of topK(scores, LIST_LENGTH, isListable)) listCounts[row]! += 1;
}

function addByScorer(
  ranking: Ranking,
  scorer: HistoryScorer,
  maskHistory: boolean,
  index: number,
  { history, labelRow }: Example,
): void {
  const scores = maskHistory ? Float64Array.from(scorer(history)) : scorer(history);
  if (maskHistory) for (const { itemRow } of history) scores[itemRow] = -Infinity;
  // A score of 0 means unknown: such items tie at the last ranks, so their order in a list would only be row order.
  addExample(ranking, index, labelRow, scores, (row) => scores[row]! > 0);
}

/** Ranks all items for every example by a baseline's scores. */
export function rankByScorer(
  scorer: HistoryScorer,
  examples: readonly Example[],
  maskHistory: boolean,
  itemCount: number,
): Ranking {
  const ranking = emptyRanking(examples, itemCount);
  examples.forEach((example, index) => addByScorer(ranking, scorer, maskHistory, index, example));
  return ranking;
}

/** Ranks all items by a model. The encoder cannot rank an empty history: `emptyHistoryScorer` does. */
export async function rankByModel(
  model: TrainedModel,
  examples: readonly Example[],
  maskHistory: boolean,
  emptyHistoryScorer: HistoryScorer,
  onProgress?: (share: number) => void,
): Promise<Ranking> {
  const ranking = emptyRanking(examples, model.config.itemCount);
  const read = [...examples.keys()].filter((index) => examples[index]!.history.length > 0);
  let done = 0;
  await scoreExamples(
    model,
    read.map((index) => examples[index]!),
    maskHistory,
    (i, scores) => {
      const index = read[i]!;
      addExample(ranking, index, examples[index]!.labelRow, scores, (row) => scores[row]! > -Infinity);
      done += 1;
      onProgress?.(done / read.length);
    },
  );
  examples.forEach((example, index) => {
    if (example.history.length === 0) addByScorer(ranking, emptyHistoryScorer, maskHistory, index, example);
  });
  return ranking;
}
