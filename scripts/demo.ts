/**
 * `pnpm demo [--port N]`: builds everything and serves the example shop.
 * `pnpm demo --once [--no-install] [--webgpu]`: a scripted shopper visits it in a headless browser. Prints the results.
 */

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AisleError } from '@aisle/core';
import { serveShop } from '@aisle/example-shop';
import { ensureBrowser, launchBrowser, proxySettings, startRecordingProxy } from '@aisle/harness';
import { runCommand } from './runCommand.js';
import { scriptedVisit } from './scriptedVisit.js';
import { DEFAULT_PORT, orFreePort } from './shopPort.js';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const outputDirectory = path.join(root, 'demo-output');

async function build(): Promise<void> {
  console.log('Building the SDK …');
  const startedMs = performance.now();
  if (!(await runCommand('pnpm', ['run', 'build', '--silent'], { cwd: root })))
    throw new AisleError('internal', 'The build failed. Its messages are above.');
  console.log(`Built in ${((performance.now() - startedMs) / 1000).toFixed(0)} s`);
}

async function serve(port: number): Promise<void> {
  const server = await orFreePort(port, (port) => serveShop({ port }));
  console.log(`\nThe shop is open:  ${server.origin}/\n`);
  console.log('Accept the question at the bottom, look at a few products of one kind and go back to their category.');
  console.log('A model in your browser has ordered the list for you. Ctrl-C closes the shop.');
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
