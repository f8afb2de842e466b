import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { filterProblems } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { build, type Rollup } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PackedPackage, PUBLISHED, type PublishedName, packPackages } from '../kit/packPackages.js';

let directory: string;
let packed: Record<PublishedName, PackedPackage>;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aisle-published-'));
  packed = await packPackages(directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Copied, because both readers need an exact ArrayBuffer. */
const bytesOf = async ({ tarball }: PackedPackage) => Uint8Array.from(await readFile(tarball));

describe.each(PUBLISHED)('the tarball of %s', (name) => {
  test('contains only the build, its manifest, README and licence', () => {
    const { files } = packed[name];
    const others = name === '@aisle/cli' ? ['schema/interventions.schema.json', 'sql/counts.sql'] : [];
    expect(files.filter((path) => !path.startsWith('dist/'))).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
      ...others,
    ]);
    expect(
      files.filter((path) => path.startsWith('dist/') && !/\.(js|js\.map|d\.ts)$|^dist\/integrity\.json$/.test(path)),
    ).toEqual(['dist/THIRD-PARTY-NOTICES.txt']);
  });

  test('refers to nothing that only this repository can resolve', async () => {
    const manifest = createPackageFromTarballData(await bytesOf(packed[name])).readFile(
      `/node_modules/${name}/package.json`,
    );
    expect(manifest.match(/aisle-source|workspace:|devDependencies|@aisle\/(?!sdk|react|cli)\w+/g) ?? []).toEqual([]);
  });

  test('has no finding by publint', async () => {
    const { messages, pkg } = await publint({ strict: true, pack: { tarball: (await bytesOf(packed[name])).buffer } });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test('has types for every entry by Node 16 and bundler resolution', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(await bytesOf(packed[name])));
    if (name === '@aisle/cli') return expect(analysis.types).toBe(false);
    if (!analysis.types) throw new Error('no types were found');
    // Packages are ES modules only, so `require` and resolution without `exports` are not checked.
    expect(
      (['node16-esm', 'bundler'] as const).flatMap((resolutionKind) => filterProblems(analysis, { resolutionKind })),
    ).toEqual([]);
  });
});

describe('installed by npm into an empty project', () => {
  const repository = fileURLToPath(new URL('../../', import.meta.url));
  let project: string;
  /** Runs a command. @returns its output; rejects if the command fails */
  const run = async (command: string, ...args: string[]) => {
    const { stdout } = await promisify(execFile)(command, args, { cwd: project }).catch(
      (error: { stdout: string; stderr: string }) =>
        Promise.reject(new Error(`${command} ${args.join(' ')}: ${error.stdout}${error.stderr}`)),
    );
    return stdout;
  };

  // The deadline is long, because the CLI installs TensorFlow.js.
  beforeAll(async () => {
    project = join(directory, 'shop');
    await cp(fileURLToPath(new URL('shop', import.meta.url)), project, { recursive: true });
    await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'shop', private: true, type: 'module' }));
    const { devDependencies } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    const peers = ['react', 'react-dom', '@types/react', '@types/react-dom'].map(
      (name) => `${name}@${devDependencies[name]}`,
    );
    await run(
      'npm',
      'install',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--prefer-offline',
      '--loglevel=error',
      ...PUBLISHED.map((name) => packed[name].tarball),
      ...peers,
    );
  }, 300_000);

  test('every entry of @aisle/sdk loads in Node', async () => {
    const { entries, ...rest } = JSON.parse(await run('node', 'useSdk.mjs')) as { entries: Record<string, number> };
    expect(rest).toEqual({ items: ['b', 'a'], hashes: 16 });
    expect(Object.keys(entries)).toHaveLength(20);
    expect(Object.entries(entries).filter(([, names]) => names === 0)).toEqual([]);
  });

  test.each([
    { module: 'ESNext', moduleResolution: 'Bundler' },
    { module: 'NodeNext', moduleResolution: 'NodeNext' },
  ])('a shop in TypeScript compiles with moduleResolution $moduleResolution', async (resolution) => {
    const compilerOptions = {
      ...resolution,
      target: 'ES2022',
      lib: ['ES2022', 'DOM', 'DOM.Iterable'],
      types: [],
      jsx: 'react-jsx',
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
    };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts', '*.tsx'] }));
    expect(await run('node', join(repository, 'node_modules/typescript/bin/tsc'), '-p', '.')).toBe('');
  });

  test('Vite bundles an app and drops unused code', async () => {
    const codeOf = async (source: string) => {
      const app = join(project, 'app');
      await mkdir(app, { recursive: true });
      await writeFile(join(app, 'index.html'), '<script type="module" src="/main.js"></script>');
      await writeFile(join(app, 'main.js'), source);
      const { output } = (await build({
        root: app,
        configFile: false,
        logLevel: 'error',
        build: { write: false, modulePreload: false },
      })) as Rollup.RollupOutput;
      return output.map((file) => (file.type === 'chunk' ? file.code : '')).join('');
    };
    const whole = await codeOf(
      `import { createAisle } from '@aisle/sdk';\ncreateAisle({ manifestUrl: '/models/shop/manifest.json', worker: '/aisle/aisle-worker.js' });`,
    );
    expect(whole).toContain('/models/shop/manifest.json');
    expect(whole.length).toBeGreaterThan(20_000);
    const unused = await codeOf(
      `import { createAisle, EVENT_TYPES } from '@aisle/sdk';\nimport { createTracker } from '@aisle/sdk/tracker';\nconsole.log(EVENT_TYPES);`,
    );
    expect(unused).toContain('view_item_list');
    expect(unused.length).toBeLessThan(1_000);
  });

  test('@aisle/react renders on a server', async () => {
    expect(await run('node', 'renderShelf.mjs')).toBe('a b\n');
  });

  test('npx aisle --help lists the commands', async () => {
    const help = await run('npx', '--no-install', 'aisle', '--help');
    for (const command of ['train', 'evaluate', 'replay', 'publish', 'assets'])
      expect(help).toMatch(new RegExp(`^ +${command} `, 'm'));
  });

  test('npx aisle assets copies the files of the installed SDK', async () => {
    expect(await run('npx', '--no-install', 'aisle', 'assets', 'public/aisle')).toMatch(
      /^\d+ files are in public\/aisle\. Serve them all; the worker is aisle-worker\.js\.\n$/,
    );
    const installed = join(project, 'node_modules/@aisle/sdk/dist');
    for (const file of ['aisle.js', 'aisle-worker.js', 'aisle-ga4.js', 'stub-first-paint.js', 'first-paint-style.js'])
      expect(await readFile(join(project, 'public/aisle', file), 'utf8'), file).toBe(
        await readFile(join(installed, file), 'utf8'),
      );
    const worker = await readFile(join(project, 'public/aisle/aisle-worker.js'), 'utf8');
    const [, chunk] = /["']\.\/(chunks\/[^"']+\.js)["']/.exec(worker)!;
    expect(existsSync(join(project, 'public/aisle', chunk!))).toBe(true);
  });

  describe('without Playwright, an optional dependency of replay', () => {
    test('the CLI does not install it', () => {
      expect(existsSync(join(project, 'node_modules/@aisle/cli'))).toBe(true);
      expect(existsSync(join(project, 'node_modules/playwright'))).toBe(false);
    });

    test('npx aisle train writes a release', async () => {
      const rows = Array.from(
        { length: 240 },
        (_, i) => `user-${i % 40},item-${(i * 7) % 12},view_item,${1_700_000_000 + 60 * i}`,
      );
      await writeFile(join(project, 'events.csv'), ['user_id,item_id,event,timestamp', ...rows].join('\n'));
      await run('npx', '--no-install', 'aisle', 'train', '--data', 'events.csv', '--out', 'release', '--epochs', '1');
      expect(JSON.parse(await readFile(join(project, 'release/manifest.json'), 'utf8'))).toMatchObject({
        format: 'aisle-release',
      });
    });

    test('npx aisle replay names the package and the command that installs it', async () => {
      const { devDependencies } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
        devDependencies: Record<string, string>;
      };
      const replay = run('npx', '--no-install', 'aisle', 'replay', '--data', 'events.csv', '--model', 'release');
      await expect(replay).rejects.toThrow(/needs Playwright, found no package "playwright"[\s\S]*\[browser-missing\]/);
      await expect(replay).rejects.toThrow(`run: npm install playwright@${devDependencies.playwright}`);
    });
  });
});
