import { COMMON_EVENT_NAMES } from '../eventNames.js';
import type { TableFormat } from '../format.js';

export const retailrocket: TableFormat = {
  kind: 'table',
  description: 'RetailRocket multi-behaviour CSV: user,timestamp,behavior,item',
  separator: ',',
  required: { userId: ['user'], itemId: ['item'], timestamp: ['timestamp'], event: ['behavior'] },
  optional: {},
  eventTypes: COMMON_EVENT_NAMES,
};
