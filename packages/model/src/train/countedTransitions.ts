import type { TransitionTable } from '../transitionTable.js';
import type { EventCounts } from './eventCounts.js';
import type { FittedScore } from './fitScore.js';
import { joinedTransitions } from './strongestTransitions.js';

/**
 * The transitions of a score, counted again and joined by content as it was chosen.
 *
 * @param content of `contentNeighbours`
 * @param neighbours transitions kept of each item. Default: as chosen
 */
export function countedTransitions(
  { rule, neighbours: chosen, content: contentRule }: NonNullable<FittedScore['transitions']>,
  { transitionsOf }: Pick<EventCounts, 'transitionsOf'>,
  itemCount: number,
  content: TransitionTable | undefined,
  neighbours = chosen,
): TransitionTable {
  const joined = contentRule && content && { neighbours: content, rule: contentRule };
  return joinedTransitions(transitionsOf(rule), itemCount, neighbours, joined);
}
