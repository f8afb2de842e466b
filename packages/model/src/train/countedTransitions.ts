import type { TransitionTable } from '../transitionTable.js';
import { buildTransitions } from './buildTransitions.js';
import type { FittedScore } from './fitScore.js';
import type { TrainingHistory } from './split.js';

/**
 * The transitions of a score, counted again and joined by content as it was chosen.
 *
 * @param content of `contentNeighbours`
 * @param neighbours transitions kept of each item. Default: as chosen
 */
export function countedTransitions(
  { rule, neighbours: chosen, content: contentRule }: NonNullable<FittedScore['transitions']>,
  training: readonly TrainingHistory[],
  itemCount: number,
  content: TransitionTable | undefined,
  neighbours = chosen,
): TransitionTable {
  const joined = contentRule && content && { neighbours: content, rule: contentRule };
  return buildTransitions(training, itemCount, rule, neighbours, joined);
}
