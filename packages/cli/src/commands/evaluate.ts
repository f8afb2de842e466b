import { evaluateModel, evaluateScorer, popularity, transitionTable, type Metrics } from '@aisle/model/train';
import { readDataset, type DatasetOptions } from '../dataset.js';
import { metricsTable } from '../metricsTable.js';
import { useNodeBackend } from '../nodeBackend.js';
import type { Progress } from '../progress.js';
import { readRelease } from '../releaseFiles.js';

export interface EvaluateOptions extends Omit<DatasetOptions, 'target'> {
  readonly model: string;
  readonly cutoffs: readonly number[];
  readonly json: boolean;
}

/** What `evaluate --json` prints. */
export interface Evaluation {
  readonly release: string;
  readonly maskHistory: boolean;
  readonly metrics: { readonly model: Metrics; readonly sequenceOnly: Metrics; readonly transition: Metrics; readonly popularity: Metrics };
}

/** Ranks the whole catalogue for every held-out example, with the trivial baselines beside the model. */
export async function evaluate(options: EvaluateOptions, progress: Progress, print: (text: string) => void): Promise<void> {
  const release = await readRelease(options.model);
  const { manifest, itemIds } = release;
  const { target, itemCount } = manifest.config;
  const dataset = await readDataset({ ...options, target }, progress, itemIds);
  progress.note(dataset.summary);
  await useNodeBackend();
  const { split, maskHistory, transitions } = dataset;
  const examples = split.test.filter(({ history }) => history.length > 0);
  const { cutoffs } = options;
  const metrics = {
    model: await evaluateModel(release, examples, maskHistory, cutoffs),
    sequenceOnly: await evaluateModel({ config: release.config, values: release.values }, examples, maskHistory, cutoffs),
    transition: evaluateScorer(transitionTable(split.training, itemCount, transitions), examples, maskHistory, cutoffs),
    popularity: evaluateScorer(popularity(split.training, itemCount), examples, maskHistory, cutoffs),
  };
  const evaluation: Evaluation = { release: manifest.releaseId, maskHistory, metrics };
  if (options.json) {
    print(JSON.stringify(evaluation, null, 1));
    return;
  }
  print(`Release ${evaluation.release}, ${examples.length.toLocaleString('en')} held-out examples, items of the history ${maskHistory ? 'left out' : 'kept in'}\n`);
  print(metricsTable({ model: metrics.model, 'sequence alone': metrics.sequenceOnly, 'transition table': metrics.transition, popularity: metrics.popularity }, cutoffs));
  const best = Math.max(metrics.transition['ndcg@10'] ?? 0, metrics.popularity['ndcg@10'] ?? 0);
  if ((metrics.model['ndcg@10'] ?? 0) < best) print('\nA trivial baseline beats the model by NDCG@10 on these examples.');
}
