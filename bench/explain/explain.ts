import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '@aisle/core';
import { readRelease } from '../../packages/cli/src/releaseFiles.js';
import { root, runInfo } from '../project.js';
import { type ExplainedHistory, explainHistory } from './explainHistory.js';
import { shopHistories } from './shopHistories.js';
import { type ExplanationFigures, summarize } from './summarize.js';

/** Items are explained that a shopper sees. */
const PLACES = 10;
/** Some simulated shoppers never act on an item of the release. */
const SHOPPERS_PER_HISTORY = 1.2;
/** The release is trained on seed 7. */
const SEED = 27;

/** Explains one of the first ten items for each of many histories of the example shop, beside the whole engine. */
export async function measureExplanations(histories: number): Promise<ExplanationFigures> {
  const release = await readRelease(path.join(root, 'models/shop'));
  const random = seededRandom(SEED);
  const explained: ExplainedHistory[] = [];
  for (const events of shopHistories(Math.ceil(SHOPPERS_PER_HISTORY * histories), SEED)) {
    if (explained.length === histories) break;
    const found = await explainHistory(release, events, Math.floor(random() * PLACES));
    if (found) explained.push(found);
  }
  return summarize(explained);
}

/** Prints JSON, and writes it to `--out`. */
export async function explain(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { histories: { type: 'string', default: '1000' }, out: { type: 'string' } },
  });
  const figures = { ...runInfo(), seed: SEED, ...(await measureExplanations(Number(values.histories))) };
  const text = `${JSON.stringify(figures, null, 2)}\n`;
  if (values.out !== undefined) writeFileSync(values.out, text);
  console.log(text);
}
