import { COMMON_EVENT_NAMES } from '../eventNames.js';
import type { ExportFormat } from './exportFormat.js';

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
  eventTypes: COMMON_EVENT_NAMES,
};
