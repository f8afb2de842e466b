import type { ModelConfig, TrainedModel } from '@aisle/model';
import {
  applyScore,
  type ContentRule,
  type CountedData,
  contentNeighbours,
  countItems,
  type FitOptions,
  fitProbability,
  fitScore,
  refit,
  refitEpochs,
  relationConfigs,
  relationTables,
  type Split,
  withContext,
  withItemsWithoutEvents,
  withRelations,
} from '@aisle/model/train';
import type { Dataset } from '../dataset.js';
import type { Progress } from '../progress.js';
import { chooseContext } from './chooseContext.js';
import { chooseOrderWeight } from './chooseOrderWeight.js';
import { chooseRelations } from './chooseRelations.js';
import { chooseSituations } from './chooseSituations.js';

/** Transitions of the model that the release is compared with, 8 bytes each. A smaller shop has fewer in all. */
const MAX_UNPRUNED_TRANSITIONS = 50_000_000;

/** Fits the weights of the score parts on the validation examples, then trains on those too if the split allows it. */
export async function completeModel(
  network: TrainedModel,
  options: FitOptions,
  { log, split, contentKinds, categories }: Dataset,
  bestEpoch: number,
  progress: Progress,
) {
  const { training, validation, maskHistory } = options;
  const { timed } = log;
  if (validation.length > 0)
    progress.log('Fitting the weights of transitions, repeats and item statistics on the validation examples');
  const content = contentKinds.length > 0 ? contentNeighbours(contentKinds, log.itemIds.length) : undefined;
  const score = await fitScore(network, { ...options, timed, content }, (share) =>
    progress.update('Choosing how transitions are counted', share),
  );
  const tablesOf = (histories: Split['training']) =>
    relationTables({
      training: histories,
      itemCount: log.itemIds.length,
      timed,
      ...(categories && { categories }),
      ...(content && { nearest: content }),
    });
  if (!score) {
    const model = withRelations(
      content
        ? withItemsWithoutEvents(network, { actionCounts: countItems(training, log.itemIds.length) }, content)
        : network,
      {},
      tablesOf(split.refit ?? training),
    );
    return {
      model,
      score,
      relations: {},
      situations: undefined,
      context: undefined,
      order: undefined,
      unpruned: model,
    };
  }
  const { transitions } = score;
  progress.log(
    `Validation NDCG@10 of the full score ${score.ndcg.toFixed(4)} with ` +
      (transitions
        ? `transitions counted "${transitions.rule.name}", decay ${transitions.queryDecay}, ${transitions.neighbours} of each item, ${contentText(transitions.content)}`
        : 'no transitions: they do not improve the ranking here'),
  );
  // By the model that has not learned the validation examples.
  const applied = applyScore(network, score, { training, maskHistory, timed, content });
  const tables = tablesOf(training);
  const relations = await chooseRelations(applied, tables.relations, options, progress);
  const configs = relationConfigs(relations);
  const related = withRelations(applied, configs, tables);
  const situations = await chooseSituations(related, options, progress);
  const added = situations?.factors && { situations: situations.factors };
  const whole = withConfig(related, added);
  const probability = await fitProbability(whole, validation, maskHistory);
  const context = await chooseContext(whole, tables.kinds, { ...options, timed }, progress);
  const order = await chooseOrderWeight(whole, log, split, options.seed, progress);
  let trained = network;
  if (split.refit) {
    progress.log(`Training with the validation examples for ${refitEpochs(bestEpoch)} epochs`);
    trained = await refit(network, split.refit, options, bestEpoch, ({ epoch, step, stepsPerEpoch, loss }) =>
      progress.update(
        `refit epoch ${epoch}/${refitEpochs(bestEpoch)}`,
        step / stepsPerEpoch,
        `loss ${loss.toFixed(3)}`,
      ),
    );
  }
  const counted: CountedData = { training: split.refit ?? training, maskHistory, timed, content };
  const finalTables = split.refit ? tablesOf(split.refit) : tables;
  const complete = (neighbours?: number) =>
    withConfig(withRelations(applyScore(trained, score, counted, neighbours), configs, finalTables), added);
  return {
    score,
    relations,
    situations,
    context,
    order,
    model: withContext(
      withConfig(complete(), {
        ...(probability && { probability }),
        ...(order?.weight && { orderWeight: order.weight }),
      }),
      context?.config,
      counted,
    ),
    unpruned: complete(Math.floor(MAX_UNPRUNED_TRANSITIONS / log.itemIds.length)),
  };
}

const withConfig = (model: TrainedModel, added: Partial<ModelConfig> | undefined): TrainedModel => ({
  ...model,
  config: { ...model.config, ...added },
});

const contentText = (rule: ContentRule | undefined) =>
  rule ? `similar content ${rule.shape} by ${rule.weight}` : 'no similar content';
