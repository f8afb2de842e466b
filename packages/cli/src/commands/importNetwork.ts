import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AisleError, toAisleError } from '@aisle/core';
import { itemTarget } from '@aisle/model';
import { reportOfScore } from '@aisle/model/train';
import { quantizeModel } from '@aisle/weights/write';
import type { DatasetOptions } from '../dataset.js';
import { testFigures } from '../evaluation/missingExamples.js';
import { goldenParity, type Parity } from '../network/goldenParity.js';
import { itemsSha256, readItemIds } from '../network/itemIdsFile.js';
import { GOLDEN_TOP } from '../network/networkDescription.js';
import { readNetwork } from '../network/readNetwork.js';
import { useNodeBackend } from '../nodeBackend.js';
import type { Progress } from '../progress.js';
import { writeAtomically } from '../releaseFiles.js';
import { addScoreParts } from '../training/addScoreParts.js';
import { testMetrics } from '../training/testMetrics.js';
import { checkReleaseName, type ReleaseOptions, writeTrained } from '../training/writeTrained.js';

export interface ImportOptions extends ReleaseOptions {
  /** A network in the safetensors format. */
  readonly file: string;
  /** Its item ids, in the order of rows. */
  readonly items: string;
  /** The log that it was trained on. Default: the network ranks alone. */
  readonly log?: Omit<DatasetOptions, 'target' | 'split'> | undefined;
}

/**
 * How far a score may be from the trainer's. Logits reach about 20, where one rounding of float32 is 1e-6. Two layers
 * add some twenty sums in another order. A wrong or missing part of the network changes scores by more than .01.
 */
const TOLERANCE = 1e-4;

/**
 * Turns a network that was trained elsewhere into a release. It first computes the rankings that travel in the file,
 * and refuses the file if the results differ. With a log, it adds the other parts of the score.
 *
 * @throws AisleError `data-unreadable`, `data-invalid`, `weights-mismatch` or `config-invalid`
 */
export async function importNetwork(
  options: ImportOptions,
  progress: Progress,
  print: (text: string) => void,
): Promise<void> {
  checkReleaseName(options.name);
  const { file, items, out } = options;
  const { config, values, golden, itemsSha256: expected } = readNetwork(await readBytes(file), file);
  const itemIds = await readItemIds(items);
  if (itemIds.length !== config.itemCount || itemsSha256(itemIds) !== expected) {
    throw new AisleError(
      'weights-mismatch',
      `${file}: expected the ${config.itemCount} item ids that it was trained with, found ${itemIds.length} ids in ${items}, or another order. Give the items.txt that the trainer wrote beside it.`,
      { file, items },
    );
  }
  const { width, layerCount, itemCount } = config;
  print(
    `${file}: ${itemCount.toLocaleString('en')} items, width ${width}, ${layerCount} layers, target ${itemTarget(config)}.`,
  );
  await useNodeBackend();
  const parity = await goldenParity({ config, values }, golden, TOLERANCE);
  print(`As trained: ${describe(parity)} At most ${TOLERANCE} is allowed.`);
  if (parity.sameTop < parity.histories || !(parity.maxAbsoluteDifference <= TOLERANCE)) {
    throw new AisleError(
      'weights-mismatch',
      `${file}: expected the trainer's rankings of its golden histories, found others: ${describe(parity)} Check that the trainer computes what Aisle does: trainer/tests compares them.`,
      { file, ...parity },
    );
  }
  const network = quantizeModel({ config, values });
  const quantizedParity = await goldenParity(network, golden, TOLERANCE);
  print(
    `In int8: ${(100 * quantizedParity.sharedTop).toFixed(1)} % of these items stay among the first ${GOLDEN_TOP}, largest difference of a score ${quantizedParity.maxAbsoluteDifference.toFixed(3)}.`,
  );
  const completed =
    options.log && (await addScoreParts({ config, values }, itemIds, options.log, options.seed, progress));
  const model = completed ? quantizeModel(completed.model) : network;
  const test = completed && (await testMetrics(model, completed.dataset));
  if (completed) print(`With transitions, repeats and item statistics: ${testFigures(test, ['hr@10', 'ndcg@10'])}.`);
  const { fileCount, ...written } = await writeTrained(model, itemIds, options);
  const report = {
    ...written,
    bestEpoch: 0,
    score: completed?.score ? reportOfScore(completed.score) : null,
    importedFrom: path.basename(file),
    parity,
    quantizedParity,
    ...(completed && { dataset: completed.dataset.summary, relations: completed.relations, test: test ?? null }),
  };
  await writeAtomically(path.join(out, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
  const absent = completed
    ? 'It has'
    : 'It ranks by the network alone, without transitions and item statistics: give --data. It has';
  print(
    `Wrote ${fileCount} files, ${(written.releaseBytesGzip / 1e6).toFixed(2)} MB compressed, to ${out}. ${absent} no heads over the session: train --heads --from ${out} adds them.`,
  );
}

const describe = ({ sameTop, histories, maxAbsoluteDifference }: Parity) =>
  `the same top ${GOLDEN_TOP} for ${sameTop} of ${histories} golden histories, largest difference of a score ${maxAbsoluteDifference.toExponential(1)}.`;

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    const { message } = toAisleError(cause);
    throw new AisleError(
      'data-unreadable',
      `Asked to import ${file}, but it cannot be read: ${message}.`,
      { file },
      cause,
    );
  }
}
