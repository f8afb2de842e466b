import path from 'node:path';
import { itemsSha256 } from '../network/itemIdsFile.js';
import { GOLDEN_TOP, networkConfig } from '../network/networkDescription.js';
import { writeNetwork } from '../network/writeNetwork.js';
import { useNodeBackend } from '../nodeBackend.js';
import { readRelease, writeAtomically } from '../releaseFiles.js';
import { goldenVectors } from '../training/goldenVectors.js';

const GOLDEN_SEED = 1;

/**
 * Writes a release's network for other programs: `network.safetensors` and `items.txt`. Weights are those of the
 * release, which are rounded to int8. `importNetwork` makes the same network of them again.
 *
 * @param directory release folder
 * @throws AisleError as `readRelease` does
 */
export async function exportNetwork(directory: string, out: string, print: (text: string) => void): Promise<void> {
  const { config: whole, values, itemIds } = await readRelease(directory);
  const config = networkConfig(whole);
  await useNodeBackend();
  const golden = await goldenVectors({ config, values }, GOLDEN_SEED, GOLDEN_TOP);
  const network = writeNetwork({ config, values, golden, itemsSha256: itemsSha256(itemIds) });
  await writeAtomically(path.join(out, 'network.safetensors'), network);
  await writeAtomically(path.join(out, 'items.txt'), itemIds.map((id) => `${id}\n`).join(''));
  print(`Wrote network.safetensors and items.txt to ${out}.`);
}
