import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildExample, folderOf, serveExample, type Example } from '../../scripts/example.js';

/** What `@aisle/react` is to a shop without Aisle: lists as they were given, and nothing else. */
const NO_AISLE = `'use client';
const nothing = () => {};
const consent = { grant: nothing, deny: nothing };
const none = { items: [] };
const listProps = {};
export const AisleProvider = ({ children }) => children;
export const useConsent = () => consent;
export const useTrack = () => nothing;
export const useNextPurchases = () => none;
export const useRerank = (items) => ({ items, listProps });
`;

const BUILT = new Set(['node_modules', 'dist', '.next', 'vendor', 'generated', 'public']);

/** Builds an example in a folder of its own, with Aisle or with what stands for it where there is none, and serves it. */
export async function serveExampleCopy(name: Example, aisle: 'with' | 'without'): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), `aisle-${name}-`));
  await cp(folderOf(name), folder, { recursive: true, filter: (source) => !BUILT.has(path.relative(folderOf(name), source)) });
  process.env.AISLE_AUTOMATION = 'record';
  await buildExample(folder, async () => {
    if (aisle === 'with') return;
    await writeFile(path.join(folder, 'vendor/react/dist/index.js'), NO_AISLE);
    await writeFile(path.join(folder, 'generated/first-paint-style.js'), '');
  });
  const { origin, close } = await serveExample(folder);
  return {
    origin,
    close: async () => {
      close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
