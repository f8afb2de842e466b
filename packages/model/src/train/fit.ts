import { AisleError, seededRandom } from '@aisle/core';
import { averageValues } from './averageValues.js';
import { drawBatches, TrainingSequences } from './batches.js';
import { evaluateModel } from './evaluate.js';
import type { FitOptions } from './fitOptions.js';
import { epochSeed, learningRateAt, MAX_EPOCH_ACTIONS } from './fitSchedule.js';
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
  const sequences = new TrainingSequences(options.training, config);
  if (sequences.lengths.length === 0) {
    throw new AisleError(
      'data-invalid',
      'Training needs a shopper with two actions outside the test examples, found none. Give more data.',
    );
  }
  const drawNegatives = negativeSampler(sequences.labelCounts);
  const validation = sampleExamples(options.validation, seed);
  while (state.epoch < epochs && state.epoch - state.best.epoch < options.patienceEpochs) {
    const random = seededRandom(epochSeed(seed, state.epoch));
    const batches = drawBatches(sequences.lengths, options.positionsPerBatch, random, MAX_EPOCH_ACTIONS);
    let lossSum = 0;
    for (const [i, batch] of batches.entries()) {
      const rate = learningRateAt(state.step, batches.length, epochs, options.learningRate);
      const drawn = batch.map((sequence) => sequences.at(sequence));
      const loss = trainStep(options, state, drawn, drawNegatives(options.negativesPerBatch, random), rate, random);
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
