import { parseEvent, type TrackedEvent } from '@aisle/core';
import { resultOf } from './connection.js';
import type { Position, StoredEvents } from './historyStore.js';
import { isSealed } from './schema.js';

/** What was sealed, in the same order; undefined, or nothing at all, for what cannot be read. */
export type Unseal = (sealed: readonly Uint8Array[]) => Promise<readonly (Uint8Array | undefined)[]>;

export async function positionOf(database: IDBDatabase): Promise<Position> {
  const tx = database.transaction(['events', 'meta']);
  const [epoch, cursor] = await Promise.all([
    resultOf<unknown>(tx.objectStore('meta').get('epoch')),
    // Numbers only: a foreign script's row may have a text or a date for a key, which sort after them.
    resultOf(tx.objectStore('events').openKeyCursor(IDBKeyRange.upperBound(Number.MAX_SAFE_INTEGER), 'prev')),
  ]);
  return { epoch: typeof epoch === 'string' ? epoch : '', seq: Number(cursor?.key ?? 0) };
}

/** Events after `afterSeq`, at most the latest `limit` of them, and the place they end at. */
export async function readSince(database: IDBDatabase, unseal: Unseal, afterSeq: number, limit = Infinity): Promise<StoredEvents> {
  const position = await positionOf(database);
  const first = Math.max(afterSeq, position.seq - limit) + 1;
  const events = () => database.transaction('events').objectStore('events');
  const rows = first > position.seq ? [] : await resultOf<unknown[]>(events().getAll(IDBKeyRange.bound(first, position.seq)));
  return { ...position, events: await eventsOf(rows, unseal) };
}

/** Rows that are no valid event (written by a foreign script, say), or sealed by another key, are left out. */
export async function eventsOf(rows: readonly unknown[], unseal: Unseal): Promise<TrackedEvent[]> {
  const sealed = rows.filter(isSealed).map((row) => row.sealed);
  const plain = (sealed.length > 0 ? await unseal(sealed) : []).values();
  const decoder = new TextDecoder();
  return rows.flatMap((row) => attempt(() => parseEvent(isSealed(row) ? JSON.parse(decoder.decode(plain.next().value)) : row, 0)) ?? []);
}

/** undefined where it throws: a foreign script may have written anything. */
export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
