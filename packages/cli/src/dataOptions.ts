import type { Option } from './option.js';

/** Options of every command that reads a log. */
export const DATA_OPTIONS: readonly Option[] = [
  {
    name: 'data',
    value: 'FILE',
    text: 'event log, plain or gzip; FILE without --data is the same',
    required: true,
    positional: true,
  },
  {
    name: 'format',
    value: 'NAME',
    text: 'its format (default: by the header or the first record, else by the file name)',
  },
  {
    name: 'column',
    value: 'COLUMN=NAME',
    text: 'the name in the file for user_id, item_id, event, timestamp or index, such as user_id=Email; repeat it for several',
    repeatable: true,
  },
  { name: 'event', value: 'NAME', text: 'the event of all rows, such as purchase, if the file has no column for it' },
  { name: 'order-items', value: 'FILE', text: 'with orders of Magento: their items (sales_order_item)' },
  {
    name: 'hash-key',
    value: 'FILE',
    text: 'key that hashes user ids, for the same hashes in several runs (default: a random key for each run)',
  },
  {
    name: 'catalogue',
    value: 'FILE',
    text: 'item metadata, an export or CSV: item_id,title,description,category,brand,shop,price,image,vector; or JSON: {"ITEM": [attribute values] or {these fields}}',
  },
  {
    name: 'catalogue-column',
    value: 'FIELD=NAME',
    text: 'the name in the catalogue for a field, such as item_id=Handle; repeat it for several',
    repeatable: true,
  },
  { name: 'test', value: 'FILE', text: 'test examples' },
  {
    name: 'split',
    value: 'HOW',
    text: 'without --test: leave-one-out, last-session, time:DATE (UTC), shoppers or new-items (default: leave-one-out, or another if it gives few examples)',
  },
  { name: 'max-malformed', value: 'SHARE', text: 'largest share of malformed rows in each file, 0 to 1 (0.01)' },
];
