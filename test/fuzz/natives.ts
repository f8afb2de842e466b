import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type AisleSite, documentOf } from '../kit/aislePage.js';
import { DIST } from '../kit/serveAisle.js';
import { type NativeCase, type nativesOf, type runCases, SHOP_SCRIPT } from './replacedNatives.js';
import { REPLACEMENTS } from './replaceNative.js';

/** Texts become lists with `toJSON`, as in Prototype.js before 1.7. */
const ADDED = ['Array.prototype.+toJSON', 'Object.prototype.+toJSON', 'String.prototype.+toJSON'];

async function bundle(file: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(file, import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'fuzzing',
    target: 'es2022',
    conditions: ['aisle-source'],
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0]!.text;
}

interface Driver {
  readonly fuzzing: { readonly nativesOf: typeof nativesOf; readonly runCases: typeof runCases };
}

/**
 * Replaces each native that the built tag names, in turn, and looks at what is stored.
 *
 * @param choose the cases to run, of all natives and replacements
 */
export async function fuzzNatives(
  site: AisleSite,
  choose: (cases: readonly NativeCase[]) => readonly NativeCase[],
): Promise<{ cases: number; natives: readonly string[]; problems: string[]; uncaught: string[]; complete: number }> {
  site.faults.set('/driver.js', {
    kind: 'body',
    body: await bundle('./replacedNatives.ts'),
    contentType: 'text/javascript',
  });
  site.faults.set('/replace.js', {
    kind: 'body',
    body: await bundle('./replaceNative.ts'),
    contentType: 'text/javascript',
  });
  const shopUrl = site.addPage(
    documentOf(
      `<script src="/replace.js"></script><script>${SHOP_SCRIPT}</script>
      <script>
        const query = new URLSearchParams(location.search);
        const tag = document.createElement('script');
        const data = { manifest: '/model/manifest.json', tier: 'light', automation: 'record', beforeConsent: 'buffer' };
        for (const name in data) tag.dataset[name] = data[name];
        tag.dataset.namespace = query.get('namespace');
        tag.src = '/aisle/aisle.js';
        document.head.append(tag);
        if (query.get('native') !== 'none') fuzzing.replaceNative(query.get('native'), query.get('replacement'));
      </script>`,
    ),
  );
  // Uncaught errors of the frames are in the reports.
  const page = await (await site.browser.newContext()).newPage();
  await page.goto(site.addPage(documentOf('<script src="/driver.js"></script>')));
  const code = readFileSync(`${DIST}/aisle.js`, 'utf8');
  const names = [...new Set([...code.matchAll(/\.([a-zA-Z]+)\b/g)].map(([, name]) => name!))];
  const natives = await page.evaluate((names) => (window as unknown as Driver).fuzzing.nativesOf(names), names);
  const cases = [...natives, ...ADDED].flatMap((native) =>
    REPLACEMENTS.map((replacement): NativeCase => ({ native, replacement })),
  );
  const chosen = choose(cases);
  const reports = await page.evaluate(
    ([chosen, shopUrl]) => (window as unknown as Driver).fuzzing.runCases(chosen, shopUrl),
    [chosen, shopUrl] as const,
  );
  await page.context().close();
  return {
    cases: chosen.length,
    natives,
    problems: reports.flatMap(({ problems }) => problems),
    uncaught: reports.flatMap(({ uncaught }) => uncaught),
    complete: reports.filter(({ stored }) => stored === 3).length,
  };
}
