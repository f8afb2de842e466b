import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordingProxy } from '@aisle/harness';

/** Longer than any delay before a request in the shop or in Aisle. */
const IDLE_MS = 400;
const LIMIT_MS = 30_000;

/** Resolves when the browser has sent no request for IDLE_MS. Rejects after LIMIT_MS. */
export async function waitForNetworkIdle({ requests }: Pick<RecordingProxy, 'requests'>): Promise<void> {
  const startedMs = performance.now();
  let count = requests.length;
  let idleSinceMs = startedMs;
  while (performance.now() - idleSinceMs < IDLE_MS) {
    await sleep(25);
    if (requests.length !== count) {
      count = requests.length;
      idleSinceMs = performance.now();
    }
    if (performance.now() - startedMs > LIMIT_MS)
      throw new Error(`Expected an idle network within ${LIMIT_MS} ms, found ${count} requests so far.`);
  }
}
