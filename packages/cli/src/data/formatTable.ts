import { AisleError } from '@aisle/core';
import { ga4 } from './exports/ga4.js';
import { magento } from './exports/magento.js';
import { namedColumns } from './exports/namedColumns.js';
import { shopifyOrders } from './exports/shopifyOrders.js';
import { snowplow } from './exports/snowplow.js';
import { posthog, segment } from './exports/trackCalls.js';
import { wooCommerce } from './exports/wooCommerce.js';
import { wooCommerceCsv } from './exports/wooCommerceCsv.js';
import type { EventFormat } from './format.js';
import { csv } from './formats/csv.js';
import { jdata } from './formats/jdata.js';
import { jsonl } from './formats/jsonl.js';
import { pairs } from './formats/pairs.js';
import { rees46 } from './formats/rees46.js';
import { retailrocket } from './formats/retailrocket.js';
import { sequences } from './formats/sequences.js';
import { sessions } from './formats/sessions.js';
import { yoochoose } from './formats/yoochoose.js';
import { hasColumns } from './tableRows.js';

/** The values of `--format`. */
export const EVENT_FORMATS = {
  csv,
  jsonl,
  columns: namedColumns,
  shopify: shopifyOrders,
  woocommerce: wooCommerce,
  'woocommerce-csv': wooCommerceCsv,
  magento,
  ga4,
  posthog,
  segment,
  snowplow,
  sequences,
  sessions,
  pairs,
  retailrocket,
  rees46,
  yoochoose,
  jdata,
} as const satisfies Readonly<Record<string, EventFormat>>;

export type FormatName = keyof typeof EVENT_FORMATS;

const FORMAT_OF_FILE_NAME: readonly { pattern: RegExp; name: FormatName }[] = [
  { pattern: /\.csv(\.gz)?$/i, name: 'csv' },
  { pattern: /\.(jsonl|ndjson)(\.gz)?$/i, name: 'jsonl' },
];

/** The formats with their descriptions, one per line, for messages and for `--help`. */
export function listFormats(): string {
  return Object.entries(EVENT_FORMATS)
    .map(([name, { description }]) => `  ${name.padEnd(17)}${description}`)
    .join('\n');
}

/**
 * The requested format. Without one, the file's name decides.
 *
 * @throws AisleError `invalid-argument`, with the list of formats
 */
export function formatOf(file: string, asked?: string): FormatName {
  if (asked !== undefined) {
    if (Object.hasOwn(EVENT_FORMATS, asked)) return asked as FormatName;
    throw new AisleError(
      'invalid-argument',
      `Asked for --format ${asked}, which is unknown. Name one of:\n${listFormats()}`,
      { asked },
    );
  }
  const known = FORMAT_OF_FILE_NAME.find(({ pattern }) => pattern.test(file));
  if (known) return known.name;
  throw new AisleError(
    'invalid-argument',
    `Asked to read --data ${file}, found neither an export that is known nor a name that ends in .csv, .jsonl or .ndjson (with or without .gz). Add --format with one of:\n${listFormats()}`,
    { file },
  );
}

/** Table formats other than `asked` whose columns are all in a header. */
export function formatsWithHeader(header: readonly string[], asked: FormatName): FormatName[] {
  return (Object.keys(EVENT_FORMATS) as FormatName[]).filter((name) => {
    const format: EventFormat = EVENT_FORMATS[name];
    return name !== asked && format.kind === 'table' && hasColumns(header, format.required);
  });
}
