/** Adds the example shop's interventions and policy to its release in models/shop, as `aisle publish` does. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DECISION_ROLES } from '@aisle/weights';
import { folderReader, readReleaseBytes } from '../packages/cli/src/publishing/releaseBytes.js';
import { withDecisionFiles } from '../packages/cli/src/publishing/withDecisionFiles.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'models/shop');
const shopFile = (role: string) => join(root, `examples/shop/${role}.json`);

const release = await readReleaseBytes(folderReader(folder, 'Train the release again.'), 'manifest.json');
const decided = await withDecisionFiles(release, {
  interventions: shopFile('interventions'),
  policy: shopFile('policy'),
});
const isDecision = ({ role }: { readonly role: string }) => (DECISION_ROLES as readonly string[]).includes(role);
const before = (release.manifest.files ?? []).filter(isDecision).map(({ file }) => file);
const after = (decided.manifest.files ?? []).filter(isDecision).map(({ file }) => file);
// The new id is a hash of the former one. The same files keep the id that they have.
if (before.join() === after.join()) console.log(`${release.manifest.releaseId} has these files already.`);
else {
  for (const file of before) await rm(join(folder, file));
  for (const file of after) await writeFile(join(folder, file), decided.files.get(file)!);
  await writeFile(join(folder, 'manifest.json'), decided.manifestBytes);
  console.log(`${release.manifest.releaseId} → ${decided.manifest.releaseId}`);
}
