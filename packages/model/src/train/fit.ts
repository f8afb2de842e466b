import { AisleError, seededRandom } from '@aisle/core';
import type { ModelConfig } from '../config.js';
import { itemTarget } from '../heads/ranking.js';
import { averageValues } from './averageValues.js';
import { drawBatches, type TrainingSequence, trainingSequences } from './batches.js';
import { evaluateModel } from './evaluate.js';
import type { FitOptions } from './fitOptions.js';
import { epochSeed, learningRateAt } from './fitSchedule.js';
import type { EpochReport, FitState } from './fitState.js';
import { releasedValues } from './itemTable.js';
import { negativeSampler } from './loss.js';
import { sampleExamples } from './sampleExamples.js';
import { trainStep } from './trainStep.js';

export interface FitProgress {
  readonly epoch: number;
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly loss: number;
}

/** The result of an epoch is the mean of its weights and of those of the epochs before it, this many in all. */
const AVERAGED_EPOCHS = 3;

/** How often each row is a label: [itemCount + 1]. */
function labelCounts(sequences: readonly TrainingSequence[], config: ModelConfig): Float64Array {
  const counts = new Float64Array(config.itemCount + 1);
  const target = itemTarget(config);
  for (const { labelRows, nextRows } of sequences)
    for (const row of target === 'next-item' ? labelRows : nextRows) counts[row]! += 1;
  counts[0] = 0;
  return counts;
}

/**
 * Trains epoch by epoch and changes `state` in place. It yields after every epoch, so that the caller can write a
 * checkpoint. It stops after `epochs`, or when validation stops improving. Deterministic for a seed and a backend.
 *
 * @throws AisleError `data-invalid` if no history has two actions
 */
export async function* fit(
  options: FitOptions,
  state: FitState,
  onProgress: (progress: FitProgress) => void = () => {},
): AsyncGenerator<EpochReport> {
  const { config, epochs, seed } = options;
  const sequences = trainingSequences(options.training, config);
  if (sequences.length === 0) {
    throw new AisleError(
      'data-invalid',
      'Training needs a shopper with two actions outside the test examples, found none. Give more data.',
    );
  }
  const drawNegatives = negativeSampler(labelCounts(sequences, config));
  const validation = sampleExamples(options.validation, seed);
  while (state.epoch < epochs && state.epoch - state.best.epoch < options.patienceEpochs) {
    const random = seededRandom(epochSeed(seed, state.epoch));
    const batches = drawBatches(sequences, options.positionsPerBatch, random);
    let lossSum = 0;
    for (const [i, batch] of batches.entries()) {
      const rate = learningRateAt(state.step, batches.length, epochs, options.learningRate);
      const loss = trainStep(options, state, batch, drawNegatives(options.negativesPerBatch, random), rate, random);
      lossSum += loss;
      onProgress({ epoch: state.epoch + 1, step: i + 1, stepsPerEpoch: batches.length, loss: lossSum / (i + 1) });
      // Lets timers and signals (Ctrl-C) run between steps.
      if (i % 8 === 0) await new Promise<void>((resolve) => setTimeout(resolve, 0));
    }
    state.epoch += 1;
    const released = releasedValues(state.values, { width: config.width, attributes: options.attributes });
    state.recent = [...state.recent, released].slice(-AVERAGED_EPOCHS);
    const values = averageValues(state.recent, config.width);
    const metrics = await evaluateModel({ config, values }, validation, options.maskHistory);
    const report = { epoch: state.epoch, loss: lossSum / batches.length, validationNdcg: metrics['ndcg@10']! };
    state.history.push(report);
    // Without validation examples, the last epoch is the best.
    if (report.validationNdcg > state.best.ndcg || validation.length === 0) {
      state.best = { epoch: state.epoch, ndcg: report.validationNdcg, values };
    }
    yield report;
  }
}

/** Every environment has it, though the language's library does not declare it. */
declare const setTimeout: (callback: () => void, ms: number) => void;
