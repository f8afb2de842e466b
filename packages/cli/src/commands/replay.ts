import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ACTION_TYPES, AisleError, type EventInput } from '@aisle/core';
import { ensureBrowser, launchBrowser, startStaticServer } from '@aisle/harness';
import { itemTarget, topK } from '@aisle/model';
import { type Example, scoreExamples } from '@aisle/model/train';
import type { Release } from '@aisle/weights';
import { type DatasetOptions, readDataset } from '../dataset.js';
import { requireExamples } from '../evaluation/missingExamples.js';
import { useNodeBackend } from '../nodeBackend.js';
import { formatDuration, type Progress } from '../progress.js';
import { readRelease, writeAtomically } from '../releaseFiles.js';
import { COMPARED_LENGTH, compareRankings, type ExpectedItem, SCORE_TOLERANCE } from '../replay/compareRankings.js';
import { predictAfter, startAisle } from '../replay/page.js';
import { sampleEvenly } from '../sampleEvenly.js';

export interface ReplayOptions extends Omit<DatasetOptions, 'target'> {
  readonly model: string;
  readonly users: number;
  readonly tier: 'webgpu' | 'wasm' | 'light';
  /** Whether a browser may be installed if none is found. */
  readonly install: boolean;
  readonly jsonFile: string | undefined;
}

/** A user whose two rankings differ by more than ties. */
interface RankingDifference {
  readonly userId: string;
  /** First position, from 1, at which the lists differ. */
  readonly listPosition: number;
  readonly evaluate: readonly string[];
  readonly browser: readonly string[];
}

/**
 * Sends the histories of test users through the public API in a real browser and compares the predictions with those
 * of `evaluate`.
 *
 * @returns the number of users whose predictions differ
 * @throws AisleError `data-invalid` without test examples that have a history
 */
export async function replay(
  options: ReplayOptions,
  progress: Progress,
  print: (text: string) => void,
): Promise<number> {
  const release = await readRelease(options.model);
  const { manifest, config, itemIds } = release;
  const dataset = await readDataset({ ...options, target: itemTarget(config) }, progress, {
    itemIds,
    unknownItems: 'drop',
  });
  const withHistory = dataset.split.test.filter(({ history }) => history.length > 0);
  requireExamples('replay', withHistory, dataset, options);
  const examples = sampleEvenly(withHistory, options.users);
  await useNodeBackend();
  const expected = await expectedTops(release, examples, dataset.maskHistory);
  const startedMs = performance.now();
  const { tops, tier, adapter } = await predictInBrowser(options, examples, dataset.maskHistory, itemIds, progress);
  const differences: RankingDifference[] = [];
  let largestScoreDifference = 0;
  examples.forEach(({ userId }, i) => {
    const { listPosition, scoreDifference } = compareRankings(expected[i]!, tops[i]!);
    largestScoreDifference = Math.max(largestScoreDifference, scoreDifference);
    if (listPosition === undefined) return;
    differences.push({
      userId,
      listPosition,
      evaluate: expected[i]!.slice(0, COMPARED_LENGTH).map(({ itemId }) => itemId),
      browser: tops[i]!.map(({ item_id }) => item_id),
    });
  });
  const where = `${tier}${adapter ? ` (${adapter})` : ''}`;
  print(
    `Replayed ${examples.length} users on ${where} in ${formatDuration(performance.now() - startedMs)}; release ${manifest.releaseId}`,
  );
  print(
    `Same top ${COMPARED_LENGTH}: ${examples.length - differences.length}, differing: ${differences.length}; largest score difference ${largestScoreDifference.toExponential(1)}, tolerance ${SCORE_TOLERANCE}`,
  );
  for (const { userId, listPosition, evaluate, browser } of differences) {
    print(
      `  user ${userId} from position ${listPosition}: evaluate ${evaluate.join(' ')} | browser ${browser.join(' ')}`,
    );
  }
  if (options.jsonFile) {
    const result = {
      release: manifest.releaseId,
      tier,
      adapter,
      users: examples.length,
      differing: differences.length,
      largestScoreDifference: largestScoreDifference,
      differences,
    };
    await writeAtomically(options.jsonFile, `${JSON.stringify(result, null, 1)}\n`);
  }
  return differences.length;
}

/** Longer than the compared list, so that a tie at its end is recognised. */
const EXPECTED_DEPTH = 3 * COMPARED_LENGTH;

async function expectedTops(
  release: Release,
  examples: readonly Example[],
  maskHistory: boolean,
): Promise<ExpectedItem[][]> {
  const tops: ExpectedItem[][] = [];
  await scoreExamples(release, examples, maskHistory, (index, scores) => {
    tops[index] = topK(scores, EXPECTED_DEPTH).map(({ row, score }) => ({ itemId: release.itemIds[row - 1]!, score }));
  });
  return tops;
}

/** The SDK's built files, as a shop would serve them. */
function sdkFiles(): string {
  const directory = fileURLToPath(new URL('../dist/', import.meta.resolve('@aisle/sdk')));
  if (existsSync(path.join(directory, 'aisle-worker.js'))) return directory;
  throw new AisleError(
    'data-unreadable',
    `The built SDK is missing: found no aisle-worker.js in ${directory}. Run pnpm build first.`,
    { directory },
  );
}

const PAGE =
  '<!doctype html><title>replay</title><script type="module">import * as sdk from "/aisle/index.js"; window.sdk = sdk;</script>';

async function predictInBrowser(
  options: ReplayOptions,
  examples: readonly Example[],
  maskHistory: boolean,
  itemIds: readonly string[],
  progress: Progress,
) {
  await ensureBrowser({ install: options.install, log: (line) => progress.log(line) });
  const server = await startStaticServer({
    roots: [
      { urlPath: '/aisle/', directory: sdkFiles() },
      { urlPath: '/model/', directory: path.resolve(options.model) },
    ],
    faults: new Map([['/', { kind: 'body', body: PAGE, contentType: 'text/html' }]]),
  });
  const browser = await launchBrowser({ webgpu: options.tier === 'webgpu' ? 'swiftshader' : 'none' });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/`);
    await page.waitForFunction('window.sdk');
    const started = await page.evaluate(startAisle, options.tier);
    if (started.tier !== options.tier) {
      throw new AisleError(
        'no-backend',
        `Asked for tier ${options.tier}, but the browser runs ${started.tier}: ${started.problem}. Choose another --tier.`,
        started,
      );
    }
    const tops: Awaited<ReturnType<typeof predictAfter>>[] = [];
    for (const [i, { history }] of examples.entries()) {
      const events = history.map(
        ({ itemRow, typeIndex, timestampMs, listIndex }): EventInput => ({
          type: ACTION_TYPES[typeIndex] as 'view_item',
          items: [{ item_id: itemIds[itemRow - 1]!, ...(listIndex !== undefined && { index: listIndex }) }],
          timestampMs,
        }),
      );
      const exclude = maskHistory ? history.map(({ itemRow }) => itemIds[itemRow - 1]!) : [];
      tops.push(await page.evaluate(predictAfter, { events, exclude, k: COMPARED_LENGTH }));
      progress.update('Replaying', (i + 1) / examples.length, `${i + 1} of ${examples.length} users`);
    }
    return { tops, tier: started.tier, adapter: started.adapter };
  } finally {
    await browser.close();
    await server.close();
  }
}
