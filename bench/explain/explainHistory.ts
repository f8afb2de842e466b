import type { TrackedEvent } from '@aisle/core';
import { eventActions, explainScores } from '@aisle/model';
import type { Release } from '@aisle/weights';
import { LightScorer } from '../../packages/worker/src/engine/lightScorer.js';

/** The explanation of one item beside the whole engine. */
export interface ExplainedHistory {
  readonly score: number;
  /** The sum of all contributions less the score. */
  readonly error: number;
  readonly together: number;
  readonly popularity: number;
  /** By event that has a row: what it contributes, what the item's score loses without it, and how many places. */
  readonly events: readonly {
    readonly contribution: number;
    readonly scoreLost: number;
    readonly placesLost: number;
  }[];
}

/**
 * Explains the item at a place of the catalogue's ranking, and ranks the whole catalogue again without each event.
 *
 * @param place from 0
 * @returns undefined if the release knows no item of the history
 */
export async function explainHistory(
  release: Release,
  events: readonly TrackedEvent[],
  place: number,
): Promise<ExplainedHistory | undefined> {
  const rows = new Map(release.itemIds.map((itemId, i) => [itemId, i + 1]));
  const rowOf = (itemId: string) => rows.get(itemId);
  const all = Int32Array.from(release.itemIds, (_, i) => i + 1);
  const scorer = new LightScorer(release);
  /** Without any action, the engine does not rank. Then the bias of each item is its score. */
  const scoresOf = (history: readonly TrackedEvent[]) => {
    const { actions } = eventActions(history, rowOf);
    return actions.length > 0 ? scorer.score(actions, all) : release.items.bias.subarray(1);
  };
  const { actions, eventIndices } = eventActions(events, rowOf);
  if (actions.length === 0) return undefined;
  const { row, score } = scorer.top(actions, place + 1, new Set()).at(-1)!;
  const model = { ...release, queryOf: (history: typeof actions) => scorer.encode(history).query };
  const [found] = await explainScores(model, events, rowOf, Int32Array.of(row));
  const sumOf = (cause: unknown) =>
    found!.reduce((sum, one) => (one.cause === cause ? sum + one.contribution : sum), 0);
  return {
    score,
    error: found!.reduce((sum, { contribution }) => sum + contribution, 0) - score,
    together: sumOf('together'),
    popularity: sumOf('popularity'),
    events: [...new Set(eventIndices)].map((index) => {
      const others = scoresOf(events.filter((_, i) => i !== index));
      const own = others[row - 1]!;
      return {
        contribution: sumOf(index),
        scoreLost: score - own,
        placesLost: others.filter((other) => other > own).length - place,
      };
    }),
  };
}
