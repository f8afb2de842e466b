import type { TrackedEvent } from '@aisle/core';
import type { HistoryCursor } from '@aisle/store';
import type { PageHistoryListener } from './pageHistoryOptions.js';

export interface RecorderListener extends PageHistoryListener {
  /** This tab stored an event. */
  onStored(event: TrackedEvent, cursor: HistoryCursor): void;
  /** Another tab stored an event. */
  onStoredInOtherTab(cursor: HistoryCursor): void;
}
