import { type Pointer, parsePointer, signersOf } from './pointer.js';
import type { SyncState } from './syncState.js';

/** Without a pinned key, a stored sequence number counts for this long. */
const UNSIGNED_MS = 86_400_000;

/**
 * The lowest sequence number that this device accepts, from the pointer that it has stored.
 *
 * Any script of the origin can write the state. So a stored pointer counts only if a key that is pinned now has signed
 * it. Without pinned keys nothing proves a number, and a wrong one would stop all updates. So it counts for a day, which
 * is enough against a server that still has the older file.
 */
export async function seenSequence(
  { pointer, pointerMs = -Infinity }: SyncState,
  { channel }: Pointer,
  publicKeys: readonly string[],
  nowMs: number,
): Promise<number> {
  if (!pointer) return 0;
  try {
    const counts =
      publicKeys.length > 0
        ? (await signersOf(pointer, publicKeys)).length > 0
        : Math.abs(nowMs - pointerMs) <= UNSIGNED_MS;
    const seen = parsePointer(pointer);
    return counts && seen.channel === channel ? seen.sequence : 0;
  } catch {
    // It is not a pointer.
    return 0;
  }
}
