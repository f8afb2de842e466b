import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'rollup';
import license, { type Dependency } from 'rollup-plugin-license';

export const NOTICES_FILE = 'THIRD-PARTY-NOTICES.txt';
const RULE = '-'.repeat(80);

/**
 * The licence text of a package that is published without one. The file has the name of the package, or of a licence
 * whose text has no copyright holder. The comments of the built files name those holders.
 */
function missingText(folder: string, { name, license }: Dependency): string {
  const file = [name, license]
    .map((id) => join(folder, `${id!.replace('/', '__')}.txt`))
    .find((path) => existsSync(path));
  if (file === undefined) {
    const wanted = `scripts/licences/${name!.replace('/', '__')}.txt`;
    throw new Error(
      `${name} is bundled, but its package has no licence text (${license}). Save the text as ${wanted}.`,
    );
  }
  return readFileSync(file, 'utf8');
}

const urlOf = ({ repository, homepage }: Dependency) =>
  (typeof repository === 'string' ? repository : repository?.url) ?? homepage ?? '';

/** Lists packages with the same text together. */
function formatNotices(dependencies: readonly Dependency[], licencesFolder: string): string {
  if (dependencies.length === 0) return 'The files of this package contain no code of third parties.\n';
  const packagesByText = new Map<string, string[]>();
  for (const dependency of dependencies) {
    const text = [dependency.licenseText ?? missingText(licencesFolder, dependency), dependency.noticeText ?? '']
      .join('\n')
      .replace(/^\n+/, '')
      .trimEnd();
    packagesByText.set(text, [
      ...(packagesByText.get(text) ?? []),
      `${dependency.name} ${dependency.version} (${dependency.license}) ${urlOf(dependency)}`,
    ]);
  }
  const sections = [...packagesByText].map(
    ([text, packages]) => `${RULE}\n${packages.sort().join('\n')}\n${RULE}\n\n${text}\n`,
  );
  return [
    'The files of this package contain code of the packages that are named here, under these licences.\n',
    ...sections,
  ].join('\n');
}

/** Marks each built file that contains third-party code. Minifiers keep comments that begin with `!`. */
const headComment: Plugin = {
  name: 'third-party-head-comment',
  banner: ({ moduleIds }) =>
    moduleIds.some((id) => id.includes('/node_modules/')) ? `/*! With third-party code: see ${NOTICES_FILE} */` : '',
};

/**
 * Collects the licences of all builds of one published folder and writes them to that folder.
 *
 * @returns a function that creates the plugins of one build
 */
export function thirdPartyNotices(dist: string, licencesFolder: string): () => Plugin[] {
  const found = new Map<string, Dependency>();
  const collect = (dependencies: readonly Dependency[]): void => {
    const others = dependencies.filter(({ name }) => !name!.startsWith('@aisle/'));
    for (const dependency of others) found.set(`${dependency.name} ${dependency.version}`, dependency);
    mkdirSync(dist, { recursive: true });
    writeFileSync(join(dist, NOTICES_FILE), formatNotices([...found.values()], licencesFolder));
  };
  return () => [headComment, license({ thirdParty: { output: collect } })];
}
