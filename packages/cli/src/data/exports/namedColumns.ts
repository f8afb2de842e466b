import { COMMON_EVENT_NAMES } from '../eventNames.js';
import type { ExportFormat } from './exportFormat.js';
import { TRACK_EVENT_NAMES } from './trackEventNames.js';

/** Any other file. `--column` names the columns that have other names than these. */
export const namedColumns: ExportFormat = {
  kind: 'export',
  description: 'any CSV, JSON or Parquet with user_id, item_id, event, timestamp, or the columns that --column names',
  matches: () => false,
  columns: {
    user_id: ['user_id'],
    item_id: ['item_id'],
    event: ['event'],
    timestamp: ['timestamp'],
    index: ['index'],
  },
  eventTypes: new Map([...TRACK_EVENT_NAMES, ...COMMON_EVENT_NAMES]),
};
