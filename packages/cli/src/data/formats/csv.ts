import { COMMON_EVENT_NAMES } from '../eventNames.js';
import type { TableFormat } from '../format.js';

/** A `session_id` column is ignored: sessions are split by time, as on the device. */
export const csv: TableFormat = {
  kind: 'table',
  description:
    'CSV with a header: user_id,item_id,event,timestamp[,session_id,price,quantity,index,device,referrer,landing_category]',
  separator: ',',
  required: { userId: ['user_id'], itemId: ['item_id'], timestamp: ['timestamp'], event: ['event'] },
  optional: {
    price: ['price'],
    quantity: ['quantity'],
    index: ['index'],
    device: ['device'],
    referrer: ['referrer'],
    landingCategory: ['landing_category'],
  },
  eventTypes: COMMON_EVENT_NAMES,
};
