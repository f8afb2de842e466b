import type { TrackedEvent } from '@aisle/core';
import type { HistoryStore, HistoryCursor, RowFormat } from '@aisle/store';

/** A history on the device, as `EventStore` keeps it. */
export interface DeviceStore extends HistoryStore {
  /** Makes ready, so that the next append has nothing to wait for. @returns where the history ends */
  prepare(): Promise<HistoryCursor>;
  /** Whether there is anything. Asking creates nothing. */
  exists(): Promise<boolean>;
  close(): Promise<void>;
  /** Encrypts what is appended from now on. */
  encryptWith(rows: RowFormat): void;
  /** The event as text for a journal, encrypted where rows are. Undefined if it cannot be encrypted at once. */
  pack(event: TrackedEvent): string | undefined;
  /** Events of texts that `pack` made. Omits what cannot be read. */
  unpack(packed: readonly string[]): Promise<TrackedEvent[]>;
  /** Removes single events, if the history is still that one. */
  remove(historyId: string, seqs: readonly number[]): Promise<void>;
}
