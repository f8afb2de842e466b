import { actionCount, type FitOptions, fit, initialState, MAX_EPOCH_ACTIONS } from '@aisle/model/train';
import type { Checkpoint, CheckpointFile } from '../checkpoint.js';
import { formatDuration, type Progress } from '../progress.js';
import { peakMemory } from './peakMemory.js';
import { TimeLeft } from './timeLeft.js';

/** Trains from the last checkpoint, or from the start. It writes a checkpoint after every epoch. */
export async function runFit(
  options: FitOptions,
  checkpoints: CheckpointFile,
  progress: Progress,
): Promise<Checkpoint> {
  const resumed = await checkpoints.read();
  if (resumed) progress.log(`Resuming after epoch ${resumed.state.epoch} of ${options.epochs}`);
  const state = resumed?.state ?? initialState(options.config, options.seed, options.attributes);
  const startedMs = performance.now();
  const trainedMs = () => (resumed?.trainedMs ?? 0) + performance.now() - startedMs;
  const timeLeft = new TimeLeft(options.epochs);
  const actions = actionCount(options.training);
  const epochActions = Math.min(actions, MAX_EPOCH_ACTIONS);
  const number = (value: number) => Math.round(value).toLocaleString('en');
  if (epochActions < actions)
    progress.log(`Each epoch trains on ${number(epochActions)} of ${number(actions)} actions, drawn at random`);
  const epochs = fit(options, state, ({ epoch, step, stepsPerEpoch, loss }) => {
    const leftMs = timeLeft.update(epoch - 1 + step / stepsPerEpoch);
    const label = `epoch ${String(epoch).padStart(String(options.epochs).length)}/${options.epochs}`;
    const left = leftMs === undefined ? '' : `, at most ${formatDuration(leftMs)} left`;
    progress.update(label, step / stepsPerEpoch, `loss ${loss.toFixed(3)}${left}`);
  });
  let epochStartedMs = performance.now();
  for await (const { epoch, loss, validationNdcg } of epochs) {
    const best = state.best.epoch === epoch ? ' (best)' : '';
    const quality = options.validation.length > 0 ? `, validation NDCG@10 ${validationNdcg.toFixed(4)}${best}` : '';
    const epochMs = performance.now() - epochStartedMs;
    progress.log(
      `epoch ${epoch}/${options.epochs}: loss ${loss.toFixed(3)}${quality}; ${formatDuration(epochMs)}, ` +
        `${number((1000 * epochActions) / epochMs)} actions a second, ${peakMemory()} of memory`,
    );
    await checkpoints.write({ state, trainedMs: trainedMs() });
    epochStartedMs = performance.now();
  }
  return { state, trainedMs: trainedMs() };
}
