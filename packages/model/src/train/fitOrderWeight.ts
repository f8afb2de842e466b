import type { TrainedModel } from '../config.js';
import { scoreExamples } from './evaluate.js';
import type { EventLog } from './eventLog.js';
import { isClearGain, mean } from './isClearGain.js';
import { gainsOfRanks, midRank } from './metrics.js';
import { positionGroup, positionPropensities } from './positionPropensities.js';
import { sampleExamples } from './sampleExamples.js';
import { type ShownList, shownLists } from './shownLists.js';
import { actionsOf, type Example, type Split } from './split.js';

const WEIGHTS = [0.1, 0.25, 0.5, 1, 2, 4] as const;
const MAX_CLICKS = 3000;
/** Fewer clicks say nothing. */
const MIN_CLICKS = 200;
/** A click at a position that hardly anybody looks at counts at most this many times. */
const MAX_INVERSE_PROPENSITY = 10;

/** How much the shop's own order counts beside the model, and what that gains on clicks in lists. */
export interface FittedOrderWeight {
  /** Clicks of the validation part. */
  readonly clicks: number;
  /** How likely a shopper looks at a position, by group of positions, relative to the first. */
  readonly propensities: readonly number[];
  /** NDCG@10 of the model's order of each list and of the blended one, each click by its inverse propensity. */
  readonly ndcgWithout: number;
  readonly ndcgWith: number;
  /** Logits of `-weight * ln(1 + position)`. 0 if the shop's order does not clearly help. */
  readonly weight: number;
}

/** A click in a list: the example's label is the clicked item. */
interface Click extends Example {
  readonly list: ShownList;
  readonly position: number;
}

/**
 * Chooses the weight of the shop's own order in `rerank`. A shopper clicks first items more often because they are first.
 * So each click counts by its inverse propensity (Joachims et al. 2017, https://doi.org/10.1145/3018661.3018699):
 * otherwise the shop's order would win whatever the items are.
 *
 * @param log with real timestamps
 * @returns undefined if the log has too few clicks in known lists after the training part
 */
export async function fitOrderWeight(
  model: TrainedModel,
  log: EventLog,
  { validation, test }: Pick<Split, 'validation' | 'test'>,
  seed: number,
): Promise<FittedOrderWeight | undefined> {
  if (!log.timed) return undefined;
  const untilMs = testStarts(test);
  const isBeforeTest = (list: ShownList) => list.timestampMs < untilMs(log.userIds[list.user]!);
  const lists = shownLists(log).filter(isBeforeTest);
  const all = clicksOf(log, lists, validation, untilMs);
  const clicks = sampleExamples(all, seed).slice(0, MAX_CLICKS);
  if (clicks.length < MIN_CLICKS) return undefined;
  const propensities = positionPropensities(lists);
  const candidates = [0, ...WEIGHTS];
  const gains = candidates.map(() => new Float64Array(clicks.length));
  await scoreExamples(model, clicks, false, (index, scores) => {
    const { list, position, labelRow } = clicks[index]!;
    const known = [...list.rows.keys()].filter((at) => list.rows[at]! > 0);
    const label = 1 + known.indexOf(position);
    candidates.forEach((weight, c) => {
      // `midRank` counts rows from 1.
      const blended = [0, ...known.map((at) => scores[list.rows[at]!]! - weight * Math.log1p(at))];
      gains[c]![index] = gainsOfRanks([labelRow > 0 ? midRank(blended, label) : Infinity], 'ndcg@10')[0]!;
    });
  });
  const counts = Float64Array.from(clicks, ({ position }) =>
    Math.min(MAX_INVERSE_PROPENSITY, 1 / propensities[positionGroup(position)]!),
  );
  const perClick = mean(counts);
  const weighted = gains.map((found) => found.map((gain, i) => (gain * counts[i]!) / perClick));
  const [without] = weighted as [Float64Array];
  let best = 0;
  weighted.forEach((found, c) => {
    const isBetter = mean(found) > mean(weighted[best]!) && isClearGain(found.map((gain, i) => gain - without[i]!));
    if (isBetter) best = c;
  });
  return {
    clicks: all.length,
    propensities: [...propensities],
    ndcgWithout: mean(without),
    ndcgWith: mean(weighted[best]!),
    weight: candidates[best]!,
  };
}

/** The time of each user's first example. */
function firstExamples(examples: readonly Example[]): ReadonlyMap<string, number> {
  const firstMs = new Map<string, number>();
  for (const { userId, answer } of examples)
    if (answer) firstMs.set(userId, Math.min(firstMs.get(userId) ?? Infinity, answer.timestampMs));
  return firstMs;
}

/** When the test part begins for a user: for users without a test example, at the first of all. */
function testStarts(test: readonly Example[]): (userId: string) => number {
  const firstMs = firstExamples(test);
  let earliestMs = Infinity;
  for (const ms of firstMs.values()) earliestMs = Math.min(earliestMs, ms);
  return (userId) => firstMs.get(userId) ?? earliestMs;
}

/** The clicks that the model was not trained on: those after a user's first validation example and before the test part. */
function clicksOf(
  log: EventLog,
  lists: readonly ShownList[],
  validation: readonly Example[],
  untilMs: (userId: string) => number,
): Click[] {
  const fromMs = firstExamples(validation);
  return lists.flatMap((list) => {
    const userId = log.userIds[list.user]!;
    return [...list.clicks].flatMap(([position, { timestampMs }]) => {
      if (timestampMs < (fromMs.get(userId) ?? Infinity) || timestampMs >= untilMs(userId)) return [];
      const history = actionsOf(log, list.user).filter((action) => action.timestampMs < timestampMs);
      return history.length > 0 ? [{ userId, history, labelRow: list.rows[position]!, list, position }] : [];
    });
  });
}
