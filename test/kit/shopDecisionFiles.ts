import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Declaration, Policy } from '@aisle/decisions';
import { folderReader, readReleaseBytes } from '../../packages/cli/src/publishing/releaseBytes.js';
import { withDecisionFiles } from '../../packages/cli/src/publishing/withDecisionFiles.js';

const repository = fileURLToPath(new URL('../../', import.meta.url));

const readShopFile = async (name: string) =>
  JSON.parse(await readFile(join(repository, 'examples/shop', name), 'utf8')) as unknown;

export const readShopDeclaration = () => readShopFile('interventions.json') as Promise<Declaration>;

/**
 * Writes the example shop's release into a new folder, with its interventions and its policy. Nothing is random: the policy
 * does not explore, and either no device is held out or every one.
 *
 * @returns the folder
 */
export async function writeShopRelease({ heldOut }: { readonly heldOut: boolean }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'aisle-shop-release-'));
  const declaration = await readShopDeclaration();
  const policy = (await readShopFile('policy.json')) as Policy;
  const files = { interventions: join(folder, 'interventions.json'), policy: join(folder, 'policy.json') };
  const holdout = { ...declaration.holdout, share: Number(heldOut) };
  await writeFile(files.interventions, JSON.stringify({ ...declaration, holdout }));
  await writeFile(files.policy, JSON.stringify({ ...policy, exploration: 0, floor: 0 }));
  const trained = join(repository, 'models/shop');
  const read = folderReader(trained, 'Restore models/shop.');
  const release = await withDecisionFiles(await readReleaseBytes(read, 'manifest.json'), files);
  await cp(trained, folder, { recursive: true });
  for (const [name, bytes] of release.files) await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'manifest.json'), release.manifestBytes);
  await Promise.all(Object.values(files).map((file) => rm(file)));
  return folder;
}
