import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from '../project.js';

export const benchmarkFolder = path.join(root, 'docs/benchmarks');

/** Contents of a page and of its plots, by path in the folder. */
export type PageFiles = Readonly<Record<string, string>>;

/** Joins paragraphs, headings, tables and lists. */
export const markdownFile = (sections: readonly string[]) => `${sections.join('\n\n')}\n`;

/** @param folder default docs/benchmarks */
export async function writePageFiles(files: PageFiles, folder = benchmarkFolder): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
