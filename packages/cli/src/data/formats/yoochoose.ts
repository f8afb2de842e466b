import type { TableFormat } from '../format.js';

/** Clicks only; a session is a user. */
export const yoochoose: TableFormat = {
  kind: 'table',
  description: 'YooChoose clicks TSV: SessionId, ItemId, Time (each session is a user)',
  separator: '\t',
  required: { userId: ['SessionId'], itemId: ['ItemId'], timestamp: ['Time'] },
  optional: {},
  eventTypes: 'view_item',
};
