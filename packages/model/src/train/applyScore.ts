import type { TrainedModel } from '../config.js';
import { countedTransitions } from './countedTransitions.js';
import { countEvents } from './eventCounts.js';
import type { CountedData, FittedScore } from './fitScore.js';
import type { ScoreWeights } from './fitWeights.js';
import { withItemsWithoutEvents } from './itemsWithoutEvents.js';

/** A network whose logits count against it is useless. Its weight shrinks to almost nothing instead. */
const MIN_NETWORK_WEIGHT = 1e-2;

/** The factor by which `applyScore` multiplies the network's logits. */
export function networkWeight({ network }: Pick<ScoreWeights, 'network'>): number {
  return Math.max(MIN_NETWORK_WEIGHT, network);
}

/**
 * Builds the whole model. The network's weight goes into its logit scale, and the items' statistics go into their
 * biases. The transitions are counted in `data`, which may hold more than the score was fitted on. Items without events
 * are completed from similar ones.
 *
 * @param neighbours transitions kept of each item. Default: the number that `fitScore` chose.
 */
export function applyScore(
  network: TrainedModel,
  score: FittedScore,
  { training, maskHistory, timed, content, counts: given }: CountedData,
  neighbours?: number,
): TrainedModel {
  const { weights, transitions } = score;
  const { itemCount } = network.config;
  const factor = networkWeight(weights);
  const counts = given ?? countEvents(training, itemCount, timed);
  const { statistics } = counts;
  const values = new Map(network.values);
  values.set(
    'log_logit_scale',
    values.get('log_logit_scale')!.map((value) => value + Math.log(factor)),
  );
  values.set(
    'item_bias',
    values
      .get('item_bias')!
      .map((value, row) =>
        statistics.reduce((sum, feature, s) => sum + weights.statistics[s]! * feature[row]!, factor * value),
      ),
  );
  const model: TrainedModel = {
    config: {
      ...network.config,
      ...(transitions && {
        memory: {
          queryDecay: transitions.queryDecay,
          queryLength: transitions.queryLength,
          ...(transitions.choiceWeight !== undefined && { choiceWeight: transitions.choiceWeight }),
          weight: weights.transitions,
          scale: Math.exp(weights.logScale),
        },
      }),
      ...(!maskHistory && { repeat: weights.repeat }),
    },
    values,
    ...(transitions && {
      transitions: countedTransitions(transitions, counts, itemCount, content, neighbours),
    }),
  };
  return content ? withItemsWithoutEvents(model, counts, content) : model;
}
