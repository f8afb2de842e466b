import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const packages = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages');

interface SizeLimit {
  /** In bytes after gzip. A test checks it. */
  readonly limitBytes: number;
  /** The limit after all planned features. */
  readonly goalBytes: number;
}

const limit = (limitBytes: number, goalBytes = limitBytes): SizeLimit => ({ limitBytes, goalBytes });

export const SIZE_LIMITS = {
  stub: limit(600),
  stubFirstPaint: limit(1_875, 1_500),
  firstPaintStyle: limit(1_600, 1_500),
  tracker: limit(15_800, 11_500),
  tag: limit(27_120, 22_000),
  worker: limit(34_950, 31_000),
  webgpuChunk: limit(50_000),
  /** Heads and declaration of interventions: the part of decisions in the worker. */
  interventionsChunk: limit(7_100, 3_000),
  /** What moved an item. Loaded by pages with `@aisle/sdk/explain`. */
  explainChunk: limit(1_500),
  react: limit(3_475, 2_400),
  encryption: limit(6_400, 5_700),
  slot: limit(2_850, 2_500),
  decide: limit(2_250, 1_500),
  structuredData: limit(3_150, 1_500),
  /** With the texts of five languages. */
  explain: limit(3_300, 2_500),
  /** Each other plugin. */
  plugin: limit(1_850, 1_500),
} as const;

export interface BundleSize extends SizeLimit {
  readonly name:
    | Exclude<keyof typeof SIZE_LIMITS, 'decide' | 'encryption' | 'explain' | 'slot' | 'structuredData' | 'plugin'>
    | `plugin aisle-${string}.js`;
  readonly what: string;
  readonly bytesGzip: number;
}

const gzipBytes = (code: string | Uint8Array) => gzipSync(code, { level: 9 }).length;
const built = (path: string) => gzipBytes(readFileSync(join(packages, path)));

/** The size of a published file in a shop's bundle: minified, without the packages that the shop has anyway. */
async function minified(path: string, external: string[] = []): Promise<number> {
  const { outputFiles } = await build({
    entryPoints: [join(packages, path)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external,
    write: false,
    logLevel: 'error',
  });
  return gzipBytes(outputFiles[0]!.contents);
}

/** Measures the built files. Run `pnpm build` first. */
export async function bundleSizes(): Promise<readonly BundleSize[]> {
  const chunks = readdirSync(join(packages, 'sdk/dist/chunks'));
  const chunkBytes = (start: string) =>
    built(`sdk/dist/chunks/${chunks.find((name) => name.startsWith(`${start}.`) && name.endsWith('.js'))}`);
  const plugins = readdirSync(join(packages, 'sdk/dist')).flatMap((file): BundleSize[] => {
    const plugin = /^aisle-(?!worker)(.*)\.js$/.exec(file)?.[1];
    if (plugin === undefined) return [];
    const limit =
      plugin === 'structured-data'
        ? SIZE_LIMITS.structuredData
        : plugin === 'decide' || plugin === 'explain' || plugin === 'encryption' || plugin === 'slot'
          ? SIZE_LIMITS[plugin]
          : SIZE_LIMITS.plugin;
    return [{ name: `plugin aisle-${plugin}.js`, what: file, bytesGzip: built(`sdk/dist/${file}`), ...limit }];
  });
  const sizeOf = (
    name: Exclude<BundleSize['name'], `plugin ${string}`>,
    what: string,
    bytesGzip: number,
  ): BundleSize => ({ name, what, bytesGzip, ...SIZE_LIMITS[name] });
  return [
    sizeOf('stub', 'stub.js, minified', await minified('sdk/dist/stub.js')),
    sizeOf('stubFirstPaint', 'stub-first-paint.js', built('sdk/dist/stub-first-paint.js')),
    sizeOf('firstPaintStyle', 'first-paint-style.js', built('sdk/dist/first-paint-style.js')),
    sizeOf('tracker', '@aisle/sdk/tracker, minified', await minified('sdk/dist/plugins/tracker.js')),
    sizeOf('tag', 'aisle.js', built('sdk/dist/aisle.js')),
    sizeOf('worker', 'aisle-worker.js, without its chunks', built('sdk/dist/aisle-worker.js')),
    sizeOf('webgpuChunk', 'the WebGPU chunk', chunkBytes('webgpuBackend')),
    sizeOf('interventionsChunk', "the worker's chunk of interventions", chunkBytes('interventions')),
    sizeOf('explainChunk', "the worker's chunk of explanations", chunkBytes('explainItems')),
    ...plugins,
    sizeOf(
      'react',
      '@aisle/react, minified',
      await minified('react/dist/index.js', ['react', 'react/jsx-runtime', '@aisle/sdk']),
    ),
  ];
}
