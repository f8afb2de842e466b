import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const packages = join(dirname(dirname(fileURLToPath(import.meta.url))), 'packages');

/** Limits that hold now, and where they should go, bytes after gzip. */
export interface BundleSize {
  readonly name: 'stub' | 'stubFirstPaint' | 'firstPaintStyle' | 'tracker' | 'tag' | 'worker' | 'webgpuChunk' | 'react' | `plugin ${string}`;
  readonly what: string;
  readonly bytesGzip: number;
  readonly limitBytes: number;
  readonly goalBytes: number;
}

const gzipBytes = (code: string | Uint8Array) => gzipSync(code, { level: 9 }).length;
const built = (path: string) => gzipBytes(readFileSync(join(packages, path)));

/** As a shop's bundler makes it: minified, without what it brings itself. */
async function minified(path: string, external: string[] = []): Promise<number> {
  const { outputFiles } = await build({ entryPoints: [join(packages, path)], bundle: true, minify: true, format: 'esm', target: 'es2022', conditions: ['aisle-source'], external, write: false, logLevel: 'error' });
  return gzipBytes(outputFiles[0]!.contents);
}

/** Of the built files: run `pnpm build` first. */
export async function bundleSizes(): Promise<readonly BundleSize[]> {
  const chunk = readdirSync(join(packages, 'sdk/dist/chunks')).find((name) => name.startsWith('webgpuBackend') && name.endsWith('.js'))!;
  return [
    { name: 'stub', what: 'stub.js, minified', bytesGzip: await minified('sdk/dist/stub.js'), limitBytes: 600, goalBytes: 600 },
    { name: 'stubFirstPaint', what: 'stub-first-paint.js', bytesGzip: built('sdk/dist/stub-first-paint.js'), limitBytes: 1_500, goalBytes: 1_500 },
    { name: 'firstPaintStyle', what: 'first-paint-style.js', bytesGzip: built('sdk/dist/first-paint-style.js'), limitBytes: 1_500, goalBytes: 1_500 },
    { name: 'tracker', what: '@aisle/sdk/tracker, minified', bytesGzip: await minified('sdk/src/tracker.ts'), limitBytes: 9_150, goalBytes: 4_000 },
    { name: 'tag', what: 'aisle.js', bytesGzip: built('sdk/dist/aisle.js'), limitBytes: 16_700, goalBytes: 9_000 },
    { name: 'worker', what: 'aisle-worker.js, without the WebGPU chunk', bytesGzip: built('sdk/dist/aisle-worker.js'), limitBytes: 30_000, goalBytes: 30_000 },
    { name: 'webgpuChunk', what: 'the WebGPU chunk', bytesGzip: built(`sdk/dist/chunks/${chunk}`), limitBytes: 60_000, goalBytes: 100_000 },
    ...readdirSync(join(packages, 'sdk/dist'))
      .filter((name) => /^aisle-(?!worker).*\.js$/.test(name))
      .map((name) => ({ name: `plugin ${name}` as const, what: name, bytesGzip: built(`sdk/dist/${name}`), ...(name === 'aisle-slot.js' ? { limitBytes: 2_500, goalBytes: 2_500 } : { limitBytes: 1_500, goalBytes: 1_500 }) })),
    { name: 'react', what: '@aisle/react, minified', bytesGzip: await minified('react/dist/index.js', ['react', 'react/jsx-runtime', '@aisle/sdk']), limitBytes: 2_200, goalBytes: 2_200 },
  ];
}
