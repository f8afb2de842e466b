import type { TableFormat } from '../format.js';

/** Clicks only. Each session is one user. */
export const yoochoose: TableFormat = {
  kind: 'table',
  description: 'YooChoose clicks TSV: SessionId, ItemId, Time (each session is a user)',
  separator: '\t',
  required: { userId: ['SessionId'], itemId: ['ItemId'], timestamp: ['Time'] },
  optional: {},
  eventTypes: 'view_item',
};
