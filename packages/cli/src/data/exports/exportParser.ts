import type { ActionType } from '@aisle/core';
import { eventName, eventTypeOf } from '../eventNames.js';
import { exactId } from '../exactId.js';
import { isListIndex, type LogEvent, type ParsedRow, parseUserId } from '../logRow.js';
import type { OmitReason } from '../omitReasons.js';
import { parsePastTimestampMs } from '../timestamp.js';
import type { ColumnMapping, ExportFormat } from './exportFormat.js';
import type { ExportRecord } from './exportRecord.js';
import { fieldOf, firstField, numberOf } from './fieldOf.js';
import { GroupedRows } from './groupedRows.js';
import { ShopperIds } from './shopperIds.js';

/** E-mail addresses have no case in practice. */
function idOf(record: ExportRecord, name: string | undefined): string | undefined {
  const found = name === undefined ? undefined : fieldOf(record, name);
  if (found === undefined) return undefined;
  const id = parseUserId(found);
  return id.includes('@') ? id.toLowerCase() : id;
}

/** Parses the records of one file, in file order: an order may have several records. */
export class ExportParser {
  readonly #format: ExportFormat;
  readonly #mapping: ColumnMapping;
  readonly #shoppers = new ShopperIds();
  readonly #rows: GroupedRows;
  readonly #orderIds = new Set<string>();

  constructor(format: ExportFormat, mapping: ColumnMapping) {
    this.#format = format;
    this.#rows = new GroupedRows(format.order);
    this.#mapping = mapping;
  }

  /** @throws AisleError `invalid-event` if the record is malformed */
  parse(read: ExportRecord): ParsedRow {
    const { prepare, omits, eventTypes } = this.#format;
    const record = this.#rows.fill(prepare ? prepare(read) : read);
    const { event = [], timestamp = [], user_id: [firstId, secondId] = [] } = this.#mapping;
    // Records without an item may also show that two ids are one shopper's.
    const userId = this.#shoppers.resolve(idOf(record, firstId), idOf(record, secondId));
    const reason = omits?.(record);
    if (reason) return { omitted: [reason] };
    const name = firstField(record, event);
    const type = typeof eventTypes === 'string' ? eventTypes : eventTypeOf(name, eventTypes);
    if (type === undefined) return { unknownEvent: eventName(name) };
    if (userId === undefined) return { omitted: ['guest'] };
    if (type === null) return { userId, events: [] };
    if (type === 'purchase' && this.#isReported(record)) return { omitted: ['duplicate'] };
    return { userId, ...this.#itemEvents(record, type, parsePastTimestampMs(firstField(record, timestamp))) };
  }

  #isReported(record: ExportRecord): boolean {
    const orderId = this.#format.orderId?.(record);
    if (!orderId) return false;
    const isReported = this.#orderIds.has(orderId);
    this.#orderIds.add(orderId);
    return isReported;
  }

  #itemEvents(record: ExportRecord, type: ActionType, timestampMs: number) {
    const { items, omitsItem } = this.#format;
    const { item_id: [itemName = ''] = [], index = [] } = this.#mapping;
    const events: LogEvent[] = [];
    const omitted: OmitReason[] = [];
    for (const item of items ? items.of(record) : [record]) {
      const itemId = fieldOf(item, itemName);
      const reason = omitsItem?.(item) ?? (itemId === undefined ? 'no-item' : undefined);
      if (reason) {
        omitted.push(reason);
        continue;
      }
      const listIndex = numberOf(item, ...index);
      events.push({
        itemId: exactId(itemId, 'item_id'),
        type,
        timestampMs,
        ...(isListIndex(listIndex) && { listIndex }),
      });
    }
    return { events, ...(omitted.length > 0 && { omitted }) };
  }
}
