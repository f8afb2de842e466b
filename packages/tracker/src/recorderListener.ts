import type { TrackedEvent } from '@aisle/core';
import type { HistoryCursor } from '@aisle/store';
import type { PageHistoryListener } from './pageHistoryOptions.js';

export interface RecorderListener extends PageHistoryListener {
  /** This tab stored an event. */
  onStored(event: TrackedEvent, cursor: HistoryCursor): void;
  /** The page resumes after a freeze, or returns from the back/forward cache. */
  onResume?(): void;
  /** Another tab stored an event. */
  onStoredInOtherTab(cursor: HistoryCursor): void;
}
