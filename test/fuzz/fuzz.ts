import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type AisleSite, documentOf } from '../kit/aislePage.js';
import { ENTRY_POINTS, type EntryPointName, type FuzzReport, type fuzzEntryPoint } from './entryPoints.js';

const ENTRY_POINT_NAMES = Object.keys(ENTRY_POINTS) as EntryPointName[];

/** Sends malformed inputs to all entry points of a page, the same number to each. */
export async function fuzz(
  site: AisleSite,
  { seed, inputs }: { readonly seed: number; readonly inputs: number },
): Promise<{ inputs: number; problems: string[]; rows: Record<string, number> }> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./entryPoints.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    globalName: 'fuzzing',
    target: 'es2022',
    conditions: ['aisle-source'],
    write: false,
    logLevel: 'error',
  });
  site.faults.set('/fuzzing.js', { kind: 'body', body: outputFiles[0]!.text, contentType: 'text/javascript' });
  const total = { inputs: 0, problems: [] as string[], rows: {} as Record<string, number> };
  const count = Math.ceil(inputs / ENTRY_POINT_NAMES.length);
  for (const name of ENTRY_POINT_NAMES) {
    const page = await site.openPage(undefined, documentOf('<script src="/fuzzing.js"></script>'));
    const report: FuzzReport = await page.evaluate(
      ([name, options]) =>
        (window as unknown as { fuzzing: { fuzzEntryPoint: typeof fuzzEntryPoint } }).fuzzing.fuzzEntryPoint(
          name,
          options,
        ),
      [name, { seed, count, origin: site.server.origin }] as const,
    );
    await page.context().close();
    total.inputs += report.inputs;
    total.problems.push(...report.problems);
    total.rows[name] = report.rows;
  }
  return total;
}
