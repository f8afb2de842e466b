import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AisleError, toAisleError } from '@aisle/core';
import { itemTarget } from '@aisle/model';
import { quantizeModel } from '@aisle/weights/write';
import { goldenParity, type Parity } from '../network/goldenParity.js';
import { itemsSha256, readItemIds } from '../network/itemIdsFile.js';
import { GOLDEN_TOP } from '../network/networkDescription.js';
import { readNetwork } from '../network/readNetwork.js';
import { useNodeBackend } from '../nodeBackend.js';
import { writeAtomically } from '../releaseFiles.js';
import { checkReleaseName, type ReleaseOptions, writeTrained } from '../training/writeTrained.js';

export interface ImportOptions extends ReleaseOptions {
  /** A network in the safetensors format. */
  readonly file: string;
  /** Its item ids, in the order of rows. */
  readonly items: string;
}

/**
 * How far a score may be from the trainer's. Logits reach about 20, where one rounding of float32 is 1e-6. Two layers
 * add some twenty sums in another order. A wrong or missing part of the network changes scores by more than .01.
 */
const TOLERANCE = 1e-4;

/**
 * Turns a network that was trained elsewhere into a release. It first computes the rankings that travel in the file,
 * and refuses the file if the results differ.
 *
 * @throws AisleError `data-unreadable`, `data-invalid`, `weights-mismatch` or `config-invalid`
 */
export async function importNetwork(options: ImportOptions, print: (text: string) => void): Promise<void> {
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
  const model = quantizeModel({ config, values });
  const quantizedParity = await goldenParity(model, golden, TOLERANCE);
  print(
    `In int8: ${(100 * quantizedParity.sharedTop).toFixed(1)} % of these items stay among the first ${GOLDEN_TOP}, largest difference of a score ${quantizedParity.maxAbsoluteDifference.toFixed(3)}.`,
  );
  const { fileCount, ...written } = await writeTrained(model, itemIds, options);
  const report = { ...written, bestEpoch: 0, score: null, importedFrom: path.basename(file), parity, quantizedParity };
  await writeAtomically(path.join(out, 'report.json'), `${JSON.stringify(report, null, 1)}\n`);
  print(
    `Wrote ${fileCount} files, ${(written.releaseBytesGzip / 1e6).toFixed(2)} MB compressed, to ${out}. The release ranks by the network alone: it has no transitions, no item statistics and no heads over the session.`,
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
