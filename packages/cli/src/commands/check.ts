import { dataPage } from '../check/dataPage.js';
import { type DatasetOptions, readDataset } from '../dataset.js';
import { fewExamples, whyNoExamples } from '../evaluation/missingExamples.js';
import type { Progress } from '../progress.js';

export interface CheckOptions extends DatasetOptions {
  readonly json: boolean;
}

/** Reads a log as `train` does, and says what it is worth. */
export async function check(options: CheckOptions, progress: Progress, print: (text: string) => void): Promise<void> {
  const dataset = await readDataset(options, progress);
  if (options.json) return print(JSON.stringify(dataset.data, null, 1));
  const { split } = dataset;
  const problem = split.test.length === 0 ? whyNoExamples(dataset, options) : fewExamples(split.test);
  print(dataPage(dataset.data, [`${dataset.splitText}.`, ...(problem ? [problem] : [])].join(' ')));
}
