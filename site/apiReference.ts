import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Application, Converter, type ProjectReflection } from 'typedoc';
import { ROOT } from './pages.js';

const HERE = `${ROOT}site/`;

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly 'aisle-source'?: string }>>;
}

/** Source files of a package's entries, and the names by which a shop imports them. */
function entriesOf(folder: string): [source: string, name: string][] {
  const { name, exports }: Manifest = JSON.parse(readFileSync(`${ROOT}${folder}/package.json`, 'utf8'));
  return Object.entries(exports).flatMap(([entry, conditions]) => {
    const source = typeof conditions === 'object' ? conditions['aisle-source'] : undefined;
    return source === undefined ? [] : [[path.join(ROOT, folder, source), path.posix.join(name, entry)]];
  });
}

const entries = new Map([...entriesOf('packages/sdk'), ...entriesOf('packages/react')]);

/** TypeDoc names an entry after its file. */
function nameEntries(project: ProjectReflection): void {
  for (const entry of project.children ?? []) {
    const file = project.getSymbolIdFromReflection(entry)?.fileName;
    entry.name = entries.get(file ?? '') ?? entry.name;
  }
}

const MARKDOWN_OPTIONS = {
  outputFileStrategy: 'modules',
  // The plugin counts headings of the same name in another way than VitePress.
  useHTMLAnchors: true,
  hidePageHeader: true,
  hideBreadcrumbs: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  propertyMembersFormat: 'table',
};

/** Writes the reference of every entry of the published packages into generated/api, from the comments of the code. */
export async function writeApiReference(): Promise<void> {
  const app = await Application.bootstrapWithPlugins({
    name: 'Code reference',
    entryPoints: [...entries.keys()],
    tsconfig: `${HERE}tsconfig.api.json`,
    plugin: ['typedoc-plugin-markdown'],
    // `pnpm types` checks each package with the types of its environment.
    skipErrorChecking: true,
    readme: 'none',
    disableSources: true,
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    excludeReferences: true,
    sort: ['source-order'],
    outputs: [{ name: 'markdown', path: `${HERE}generated/api` }],
  });
  for (const [name, value] of Object.entries(MARKDOWN_OPTIONS)) app.options.setValue(name, value);
  // TypeDoc then finds the comments of destructured options by name: `@param options.key`.
  app.converter.on(Converter.EVENT_CREATE_PARAMETER, (_, parameter) => {
    if (parameter.name === '__namedParameters') parameter.name = 'options';
  });
  const project = await app.convert();
  if (!project) throw new Error('TypeDoc could not read the packages. Its messages are above.');
  nameEntries(project);
  await app.generateOutputs(project);
}
