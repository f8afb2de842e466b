import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ReloadServer, startReloadServer } from './reloadServer.js';

let server: ReloadServer;
beforeEach(async () => {
  server = await startReloadServer();
});
afterEach(() => server.close());

/** What the page script connects to. */
const url = () => /'(http:[^']+)'/.exec(server.script)![1]!;

async function openPage(): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const response = await fetch(url());
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  return response.body!.getReader();
}

test('every open page gets an event for each reload', async () => {
  const pages = await Promise.all([openPage(), openPage()]);
  server.reload();
  for (const page of pages) {
    const { value } = await page.read();
    expect(new TextDecoder().decode(value)).toBe('data: reload\n\n');
  }
});

test('a closed page does not disturb the others', async () => {
  const [closed, open] = [await openPage(), await openPage()];
  await closed.cancel();
  server.reload();
  expect((await open.read()).done).toBe(false);
});
