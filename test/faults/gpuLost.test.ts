import { expect, test } from 'vitest';
import { itemId, readyStatus, rerank, startAisle, useAisleSite, view } from '../kit/aislePage.js';

const site = useAisleSite({ webgpu: 'swiftshader' });
const ITEMS = Array.from({ length: 20 }, (_, i) => itemId(i + 1));

async function crashGpuProcess(): Promise<void> {
  const session = await site.browser.newBrowserCDPSession();
  // The process that would reply is gone, so this never settles.
  void session.send('Browser.crashGpuProcess').catch(() => undefined);
}

test('a lost GPU restarts once, then wasm ranks all lists', async () => {
  const page = await site.openPage();
  expect(await startAisle(page, { tier: 'webgpu' })).toMatchObject({ tier: 'webgpu' });
  await view(page, 1, 2);
  const { items: expected } = await rerank(page, ITEMS);
  expect(expected).not.toEqual(ITEMS);

  const asking = page.evaluate(
    async ([given, expected]) => {
      const seen = new Set<string>();
      while (document.title !== 'stop') {
        const { items, ranked, reason, tier } = await window.visitor.rerank(given, { deadlineMs: 30_000 });
        seen.add(ranked ? `${tier}: ${items.join() === expected.join() ? 'same order' : items.join()}` : reason!);
      }
      return [...seen];
    },
    [ITEMS, expected] as const,
  );
  for (const next of ['webgpu', 'wasm']) {
    await crashGpuProcess();
    await expect
      .poll(() => readyStatus(page))
      .toMatchObject({
        tier: next,
        problemCode: 'no-backend',
        problemMessage: expect.stringMatching(`^Tier webgpu stopped: .* Now trying ${next}`),
      });
    expect(await rerank(page, ITEMS)).toMatchObject({ items: expected, ranked: true, tier: next });
  }
  await page.evaluate(() => (document.title = 'stop'));
  // A pending request is retried on the next tier.
  const seen = await asking;
  expect(seen).toContain('wasm: same order');
  // The light tier answers while another backend opens.
  expect(seen.filter((answer) => !/^(webgpu|wasm|light): same order$/.test(answer))).toEqual([]);
});
