/**
 * `pnpm lighthouse`: Lighthouse's scores of four built pages, as on a phone. The median of three runs. Exits with 1 if
 * a score is below the goal. The score for performance falls while the machine does other work.
 */

import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensureBrowser, startStaticServer } from '@aisle/harness';
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { CHECKED_PAGES } from './checks/checkedPages.js';
import { ROOT } from './pages.js';

const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];
const GOAL = 95;
const RUNS = 3;

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Scores from 0 to 100, in the order of `CATEGORIES`. */
async function scoresOf(url: string, port: number): Promise<number[]> {
  const result = await lighthouse(url, { port, logLevel: 'error', onlyCategories: CATEGORIES });
  if (!result || result.lhr.runtimeError) throw new Error(`${url}: ${result?.lhr.runtimeError?.message}`);
  return CATEGORIES.map((name) => Math.round((result.lhr.categories[name]!.score ?? 0) * 100));
}

/** A copy of the site with a gzip copy of each text beside it, which the server sends. Hosts compress on their own. */
async function compressedSite(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'aisle-site-'));
  await cp(`${ROOT}site/dist`, directory, { recursive: true });
  const names = await readdir(directory, { recursive: true });
  const texts = names.filter((name) => /\.(css|html|js|svg)$/.test(name)).map((name) => join(directory, name));
  await Promise.all(texts.map(async (file) => writeFile(`${file}.gz`, gzipSync(await readFile(file)))));
  return directory;
}

const directory = await compressedSite();
const server = await startStaticServer({ roots: [{ urlPath: '/', directory }] });
const { executablePath } = await ensureBrowser({ install: false, log: console.log });
const chrome = await launch({
  chromePath: executablePath,
  chromeFlags: [
    '--headless=new',
    '--no-sandbox',
    '--disable-quic',
    '--disable-background-networking',
    '--no-first-run',
  ],
});
try {
  console.log(`${'page'.padEnd(24)} ${CATEGORIES.join('  ')}`);
  for (const page of CHECKED_PAGES) {
    const runs: number[][] = [];
    for (let run = 0; run < RUNS; run++) runs.push(await scoresOf(`${server.origin}/${page}`, chrome.port));
    const medians = CATEGORIES.map((_, index) => median(runs.map((scores) => scores[index]!)));
    console.log(`${page.padEnd(24)} ${medians.join('  ')}   performance: ${runs.map(([first]) => first).join(', ')}`);
    if (medians.some((score) => score < GOAL)) process.exitCode = 1;
  }
} finally {
  chrome.kill();
  await server.close();
  await rm(directory, { recursive: true });
}
