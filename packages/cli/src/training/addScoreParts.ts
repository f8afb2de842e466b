import { AisleError } from '@aisle/core';
import { itemTarget, type TrainedModel } from '@aisle/model';
import { DEFAULT_FIT } from '@aisle/model/train';
import { type DatasetOptions, readDataset } from '../dataset.js';
import { logEmptyParts } from '../evaluation/missingExamples.js';
import type { Progress } from '../progress.js';
import { completeModel } from './completeModel.js';

/** The split of `trainer/aisle_trainer/split.py`. With another, the network would have learned its own examples. */
const SPLIT = 'leave-one-out';

/**
 * Adds the parts of the score that are not the network, counted in a log and weighed on its validation examples.
 *
 * @param network trained elsewhere, on the training part of the same log
 * @param itemIds in the order of its rows
 * @throws AisleError `weights-mismatch` for a log or catalogue with other items, or as `readDataset` does
 */
export async function addScoreParts(
  network: TrainedModel,
  itemIds: readonly string[],
  asked: Omit<DatasetOptions, 'target' | 'split'>,
  seed: number,
  progress: Progress,
) {
  const { config } = network;
  const options: DatasetOptions = { ...asked, split: SPLIT, target: itemTarget(config) };
  const dataset = await readDataset(options, progress, { itemIds, unknownItems: 'append' });
  progress.log(dataset.summary);
  logEmptyParts(dataset, options, (line) => progress.log(line));
  const { log, split, maskHistory } = dataset;
  const unknown = log.itemIds.slice(itemIds.length);
  if (unknown.length > 0) {
    const found = `${unknown.length} others, such as ${JSON.stringify(unknown[0])}`;
    throw new AisleError(
      'weights-mismatch',
      `Asked to read ${options.data}, expected the ${itemIds.length} items of the network, found ${found}. Train it with --items, a file that lists all items.`,
      { unknown: unknown.length },
    );
  }
  const fitOptions = {
    ...DEFAULT_FIT,
    config,
    training: split.training,
    validation: split.validation,
    maskHistory,
    seed,
  };
  const { model, score, relations } = await completeModel(network, fitOptions, dataset, 0, progress);
  return { model, score, relations, dataset };
}
