/**
 * `pnpm demo [--port N]` builds everything and serves the example shop. `pnpm demo --once [--no-install] [--webgpu]`
 * drives a scripted shopper through it in a headless browser and prints what happened.
 */

import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AisleError } from '@aisle/core';
import { serveShop } from '@aisle/example-shop';
import { ensureBrowser, launchBrowser, proxySettings, startRecordingProxy } from '@aisle/harness';
import { scriptedVisit } from './scriptedVisit.js';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const outputDirectory = path.join(root, 'demo-output');

/** Where `pnpm demo` listens, so that a bookmark stays good; the next free port if it is taken. */
const DEFAULT_PORT = 4321;

async function build(): Promise<void> {
  console.log('Building the SDK …');
  const startedMs = performance.now();
  const rollup = path.join(root, 'node_modules/rollup/dist/bin/rollup');
  const child = spawn(
    process.execPath,
    [rollup, '--config', 'rollup.config.ts', '--configPlugin', 'esbuild', '--silent'],
    { cwd: root, stdio: 'inherit' },
  );
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (exitCode !== 0)
    throw new AisleError('internal', `The build failed with exit code ${exitCode}; its messages are above.`);
  console.log(`Built in ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
}

async function serve(port: number): Promise<void> {
  const server = await serveShop({ port }).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    console.log(`Port ${port} is taken; using a free one.`);
    return serveShop();
  });
  console.log(`\nThe shop is open:  ${server.origin}/\n`);
  console.log('Accept the question at the bottom, look at a few products of one kind, and go back to their category:');
  console.log('the list is ordered for you, by a model that runs in your browser. Ctrl-C closes the shop.');
}

async function once(install: boolean, webgpu: boolean): Promise<void> {
  const browserFound = await ensureBrowser({ install, log: console.log });
  console.log(`Browser: ${browserFound.executablePath} ${browserFound.version ?? ''}`);
  await mkdir(outputDirectory, { recursive: true });
  const server = await serveShop({ tagAttributes: { 'data-automation': 'record' } });
  const proxy = await startRecordingProxy();
  const browser = await launchBrowser({ webgpu: webgpu ? 'swiftshader' : 'default' });
  try {
    const context = await browser.newContext({
      proxy: proxySettings(proxy.url),
      viewport: { width: 1280, height: 900 },
    });
    await scriptedVisit({
      page: await context.newPage(),
      origin: server.origin,
      requests: proxy.requests,
      outputDirectory,
      print: console.log,
    });
    console.log(`\nScreenshots: ${path.relative(process.cwd(), outputDirectory)}/`);
  } finally {
    await browser.close();
    await proxy.close();
    await server.close();
  }
}

const { values } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    'no-install': { type: 'boolean', default: false },
    webgpu: { type: 'boolean', default: false },
    port: { type: 'string', default: String(DEFAULT_PORT) },
  },
});

try {
  await build();
  if (values.once) await once(!values['no-install'], values.webgpu);
  else await serve(Number(values.port));
} catch (error) {
  console.error(error instanceof AisleError ? `demo: ${error.message} [${error.code}]` : error);
  process.exitCode = 1;
}
