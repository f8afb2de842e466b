import { COMMON_EVENT_NAMES } from '../eventNames.js';
import type { TableFormat } from '../format.js';

export const rees46: TableFormat = {
  kind: 'table',
  description: 'REES46 CSV: event_time,event_type,product_id,...,price,user_id,user_session',
  separator: ',',
  required: { userId: ['user_id'], itemId: ['product_id'], timestamp: ['event_time'], event: ['event_type'] },
  optional: { price: ['price'] },
  eventTypes: COMMON_EVENT_NAMES,
};
