import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordingProxy } from '@aisle/harness';

/** Longer than anything in the shop or in Aisle waits before it asks for something. */
const QUIET_MS = 400;
const LIMIT_MS = 30_000;

/** Resolves once the browser has asked for nothing for a while. Throws where it never stops asking. */
export async function untilQuiet({ requests }: Pick<RecordingProxy, 'requests'>): Promise<void> {
  const startedMs = performance.now();
  let count = requests.length;
  let quietSinceMs = startedMs;
  while (performance.now() - quietSinceMs < QUIET_MS) {
    await sleep(25);
    if (requests.length !== count) {
      count = requests.length;
      quietSinceMs = performance.now();
    }
    if (performance.now() - startedMs > LIMIT_MS)
      throw new Error(`The network was not quiet within ${LIMIT_MS} ms: ${count} requests so far.`);
  }
}
