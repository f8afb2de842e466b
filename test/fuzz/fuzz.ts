import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type AisleSite, documentOf } from '../kit/aislePage.js';
import { DOORS, type DoorName, type FuzzReport, type fuzzDoor } from './doors.js';

const DOOR_NAMES = Object.keys(DOORS) as DoorName[];

/** Malformed inputs at every door of a page, as many at each: what was tried, and what came through. */
export async function fuzz(
  site: AisleSite,
  { seed, inputs }: { readonly seed: number; readonly inputs: number },
): Promise<{ inputs: number; problems: string[]; rows: Record<string, number> }> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./doors.ts', import.meta.url))],
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
  const count = Math.ceil(inputs / DOOR_NAMES.length);
  for (const door of DOOR_NAMES) {
    const page = await site.openPage(undefined, documentOf('<script src="/fuzzing.js"></script>'));
    const report: FuzzReport = await page.evaluate(
      ([door, options]) =>
        (window as unknown as { fuzzing: { fuzzDoor: typeof fuzzDoor } }).fuzzing.fuzzDoor(door, options),
      [door, { seed, count, origin: site.server.origin }] as const,
    );
    await page.context().close();
    total.inputs += report.inputs;
    total.problems.push(...report.problems);
    total.rows[door] = report.rows;
  }
  return total;
}
