import { readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, join } from 'node:path';
import { type BuildContext, type BuildOptions, context } from 'esbuild';

/** The files that pages load under /aisle/, unminified and with source maps. `pnpm build` makes the files for shops. */
export interface DevBundles {
  /** Builds what changed since the last call. Rejects with esbuild's error after esbuild has printed it. */
  rebuild(): Promise<void>;
  close(): Promise<void>;
}

/** @param outdir is created */
export async function devBundles(root: string, outdir: string): Promise<DevBundles> {
  const sdk = (name: string) => join(root, 'packages/sdk/src', name);
  const plugins = readdirSync(sdk('tagPlugins')).filter((file) => file !== 'addToTag.ts');
  const common: BuildOptions = {
    outdir,
    bundle: true,
    sourcemap: true,
    target: 'es2022',
    conditions: ['aisle-source'],
    tsconfig: join(root, 'tsconfig.base.json'),
    logLevel: 'warning',
    // tfjs imports Node's modules in branches that a browser never runs.
    external: [...builtinModules],
    logOverride: { 'unsupported-require-call': 'silent' },
  };
  const contexts: BuildContext[] = await Promise.all([
    context({
      ...common,
      format: 'iife',
      entryPoints: {
        aisle: sdk('scriptTag.ts'),
        ...Object.fromEntries(plugins.map((file) => [`aisle-${basename(file, '.ts')}`, sdk(`tagPlugins/${file}`)])),
      },
      // The tag verifies the worker only if it knows a hash. A hash of every rebuild would rebuild the tag too.
      define: { WORKER_INTEGRITY: 'undefined' },
    }),
    context({
      ...common,
      format: 'iife',
      entryPoints: { 'stub-first-paint': sdk('stubFirstPaint.ts') },
      // It imports stub.js for its side effects, which package.json declares for built files only.
      ignoreAnnotations: true,
    }),
    context({
      ...common,
      format: 'esm',
      splitting: true,
      entryPoints: { 'aisle-worker': join(root, 'packages/worker/src/engine/entry.ts') },
      chunkNames: 'chunks/[name].[hash]',
    }),
  ]);
  return {
    rebuild: async () => void (await Promise.all(contexts.map((context) => context.rebuild()))),
    close: async () => void (await Promise.all(contexts.map((context) => context.dispose()))),
  };
}
