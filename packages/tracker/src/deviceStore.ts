import type { TrackedEvent } from '@aisle/core';
import type { HistoryCursor, HistoryStore, RowFormat } from '@aisle/store';

/** A history on the device. `EventStore` implements it. */
export interface DeviceStore extends HistoryStore {
  /** Called when events were deleted by the retention, or maybe by the browser. */
  onEventsDeleted: (() => void) | undefined;
  /** Opens the database, so that the next append need not wait. @returns the cursor of the latest event */
  prepare(): Promise<HistoryCursor>;
  /** Whether there is a database. Creates no database. */
  exists(): Promise<boolean>;
  close(): Promise<void>;
  /** Encrypts the events that are appended from now on. */
  encryptWith(rows: RowFormat): void;
  /** The event as text for a journal, encrypted if rows are. Undefined if it cannot be encrypted synchronously. */
  pack(event: TrackedEvent): string | undefined;
  /** The events of texts that `pack` returned. Omits texts that cannot be read. */
  unpack(packed: readonly string[]): Promise<TrackedEvent[]>;
  /** Removes single events, if the stored history is still that one. */
  remove(historyId: string, seqs: readonly number[]): Promise<void>;
}
