import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { serveShop } from '@aisle/example-shop';
import { launchBrowser } from '@aisle/harness';
import type { Aisle } from '@aisle/sdk';
import type { Page } from 'playwright';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const DAY_MS = 86_400_000;
/** Midnight UTC between the two days, within the simulated year. */
const TUESDAY_MS = Date.UTC(2026, 9, 6);

export interface GuideOptions {
  readonly shoppers: number;
  /** Default: depends on the size of the log. */
  readonly epochs?: number;
  readonly print: (line: string) => void;
}

/** What the browser reports after a step. */
export interface StepResult {
  readonly step: string;
  readonly release: string | undefined;
  readonly signed: boolean | undefined;
  /** Bytes of weights that this page loaded, by kind of file. */
  readonly loaded: Readonly<Record<string, number>>;
  readonly next: readonly string[];
}

/** The `aisle` commands in docs/guides/releases.md. */
async function commandsOfGuide(): Promise<readonly string[]> {
  const guide = await readFile(path.join(repository, 'docs/guides/releases.md'), 'utf8');
  return [...guide.matchAll(/^npx -y pnpm@12 (aisle .*)$/gm)].map(([, command]) => command!);
}

function runScript(script: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--conditions=aisle-source', path.join(repository, script), ...args],
      { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let [output, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve(output)
        : reject(new Error(`${script} ${args.join(' ')} ended with exit code ${code}:\n${errors.slice(-2000)}`)),
    );
  });
}

/** Writes the catalogue, and the simulated log up to each of the two days. */
async function writeLogs(folder: string, shoppers: number): Promise<void> {
  await runScript('examples/shop/simulator/simulate.ts', [folder, '--shoppers', String(shoppers)]);
  const [header, ...rows] = gunzipSync(await readFile(path.join(folder, 'events.csv.gz')))
    .toString()
    .trimEnd()
    .split('\n');
  for (const [name, untilMs] of [
    ['monday', TUESDAY_MS],
    ['tuesday', TUESDAY_MS + DAY_MS],
  ] as const) {
    await writeFile(
      path.join(folder, `${name}.csv.gz`),
      gzipSync([header, ...rows.filter((row) => Number(row.split(',')[3]) < untilMs)].join('\n')),
    );
  }
}

async function inspectPage(page: Page, step: string): Promise<StepResult> {
  await page.reload();
  const results = await page.evaluate(async () => {
    const { aisle } = window as unknown as { aisle: Aisle };
    await new Promise<void>((resolve) => {
      const poll = () => (typeof aisle.whenReady === 'function' ? resolve() : void setTimeout(poll, 10));
      poll();
    });
    await aisle.setConsent('granted');
    await aisle.whenReady();
    // The cached release answers first. The channel's current release follows a moment later.
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const { release, signed, requests } = await aisle.whenReady();
    const { items } = await aisle.predict({ k: 3 });
    return {
      release,
      signed,
      requests: requests.map(({ url, bytes }) => ({ url, bytes })),
      next: items.map(({ item_id }) => item_id),
    };
  });
  const loaded: Record<string, number> = {};
  for (const { url, bytes } of results.requests) {
    const file = new URL(url).pathname.split('/weights/')[1];
    const kind = file && (file.endsWith('.delta') ? 'delta' : file.replace('files/', '').split('.')[0]!);
    if (kind) loaded[kind] = (loaded[kind] ?? 0) + bytes;
  }
  return { step, release: results.release, signed: results.signed, loaded, next: results.next };
}

/** Runs the guide in a temporary folder. @returns the browser's report for each step */
export async function runGuide({ shoppers, epochs, print }: GuideOptions): Promise<readonly StepResult[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aisle-two-days-'));
  const commands = await commandsOfGuide();
  let log = 'monday';
  const run = async (...parts: readonly string[]): Promise<string> => {
    const command = commands.find((found) => parts.every((part) => found.includes(part)));
    if (!command) throw new Error(`docs/guides/releases.md has no command with ${parts.join(' and ')}.`);
    print(`\n$ ${command}`);
    const inFolder = command
      .replace('events.csv.gz', path.join(folder, `${log}.csv.gz`))
      .replace('catalogue.csv', path.join(folder, 'catalogue.csv'))
      .replaceAll('releases/', `${folder}/releases/`)
      .replaceAll('"$HOME/weights.pem"', '~/aisle-keys/weights.pem')
      .replaceAll('~/aisle-keys/', `${folder}/keys/`)
      .replace(/(--to|--at) published/, `$1 ${folder}/published`);
    const [, ...args] = inFolder.split(' ').filter((part) => part !== '');
    const epochOptions =
      epochs !== undefined && args[0] === 'train' && !args.includes('--from') ? ['--epochs', String(epochs)] : [];
    const output = await runScript('packages/cli/src/main.ts', [...args, ...epochOptions]);
    if (output.trim()) print(output.trimEnd());
    return output;
  };
  const results: StepResult[] = [];
  let server: Awaited<ReturnType<typeof serveShop>> | undefined;
  const browser = await launchBrowser({ webgpu: 'none' });
  try {
    print(`${shoppers} simulated shoppers`);
    await writeLogs(folder, shoppers);
    await mkdir(path.join(folder, 'releases'));

    await run('aisle train', '--out releases/monday');
    const publicKey = /data-key="([^"]+)"/.exec(await run('aisle keygen', 'weights.pem'))![1]!;
    await run('aisle publish', '--model releases/monday', '--to published --key');

    server = await serveShop({
      weightsDirectory: path.join(folder, 'published'),
      // The weights are on the shop's origin instead of a CDN. Every page checks for updates, not only every ten minutes.
      tagAttributes: {
        'data-manifest': '/weights/stable.json',
        'data-key': publicKey,
        'data-update-minutes': '0',
        'data-automation': 'record',
      },
    });
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${server.origin}/`);
    const report = async (step: string) => {
      const found = await inspectPage(page, step);
      results.push(found);
      const loaded = Object.entries(found.loaded)
        .map(([kind, bytes]) => `${kind} ${bytes}`)
        .join(', ');
      print(
        `  the browser, ${step}: release ${found.release}${found.signed ? ', signed' : ''}; loaded ${loaded} bytes; next ${found.next.join(', ')}`,
      );
    };
    await report('on its first visit');
    const item = await page.evaluate(
      () => document.querySelector('[data-aisle-item]')!.getAttribute('data-aisle-item')!,
    );
    await page.evaluate(
      (item_id) => (window as unknown as { aisle: Aisle }).aisle.track({ type: 'view_item', items: [{ item_id }] }),
      item,
    );
    await report('on Monday');

    log = 'tuesday';
    await run('aisle train', '--from releases/monday');
    await run('aisle diff');
    await run('aisle publish', '--model releases/tuesday', '--share 0.1');
    await run('aisle promote', '--share 1');
    await report('after the rollout');

    await run('aisle rollback');
    await report('after the rollback');
    await run('aisle renew', '$HOME');
    await run('aisle inspect', '--at published');
    return results;
  } finally {
    await browser.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: { shoppers: { type: 'string', default: '3000' }, epochs: { type: 'string' } },
  });
  await runGuide({
    shoppers: Number(values.shoppers),
    ...(values.epochs !== undefined && { epochs: Number(values.epochs) }),
    print: console.log,
  });
}
