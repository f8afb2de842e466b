import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildExample, type Example, folderOf, serveExample } from '../../scripts/example.js';

/** Replaces `@aisle/react` in the shop without Aisle. Lists keep the order of the shop. */
const REACT_WITHOUT_AISLE = `'use client';
const nothing = () => {};
const consent = { grant: nothing, deny: nothing };
const none = { items: [] };
const listProps = {};
export const AisleProvider = ({ children }) => children;
export const useConsent = () => consent;
export const useTrack = () => nothing;
export const usePredict = () => none;
export const useRelated = () => none;
export const useRerank = (items) => ({ items, listProps });
`;

const BUILD_OUTPUT = new Set(['node_modules', 'dist', '.next', 'vendor', 'generated', 'public']);

/** Every bundle with Aisle contains this prefix of its warnings. */
const WARNING_PREFIX = '[aisle]';

/** @returns matches the URLs of scripts that contain Aisle. They can contain components of the shop too. */
async function findAisleScripts(folder: string): Promise<RegExp> {
  const files = await readdir(folder, { recursive: true });
  const scripts = [];
  for (const file of files)
    if (file.endsWith('.js') && (await readFile(path.join(folder, file), 'utf8')).includes(WARNING_PREFIX))
      scripts.push(path.basename(file));
  // Without this check, a search that finds no script would report no long script.
  if (scripts.length === 0) throw new Error(`No script in ${folder} holds ${WARNING_PREFIX}.`);
  return new RegExp(`/(?:${scripts.map((name) => name.replaceAll('.', '\\.')).join('|')})$`);
}

const BROWSER_FILES: Readonly<Record<Example, string>> = { 'react-shop': 'dist/assets', 'next-shop': '.next/static' };

/** Builds an example in a separate folder, with Aisle or with a replacement that does nothing, and serves it. */
export async function serveExampleCopy(
  name: Example,
  aisle: 'with' | 'without',
): Promise<{ readonly origin: string; readonly aisleScripts?: RegExp; close(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), `aisle-${name}-`));
  await cp(folderOf(name), folder, {
    recursive: true,
    filter: (source) => !BUILD_OUTPUT.has(path.relative(folderOf(name), source)),
  });
  process.env.AISLE_AUTOMATION = 'record';
  await buildExample(folder, async () => {
    if (aisle === 'with') return;
    await writeFile(path.join(folder, 'vendor/react/dist/index.js'), REACT_WITHOUT_AISLE);
    await writeFile(path.join(folder, 'vendor/sdk/dist/plugins/first-paint.js'), "export const firstPaintStyle = '';");
  });
  const { origin, close } = await serveExample(folder);
  return {
    origin,
    ...(aisle === 'with' && { aisleScripts: await findAisleScripts(path.join(folder, BROWSER_FILES[name])) }),
    close: async () => {
      close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
