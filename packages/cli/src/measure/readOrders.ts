import { readOrRefuse, toAisleError } from '@aisle/core';
import type { Coins } from '@aisle/decisions';
import { type InputFile, inputError } from '../data/inputFile.js';
import { tableRows } from '../data/tableRows.js';
import { parseTimestampMs } from '../data/timestamp.js';

/** A visit or an order of a device, with the coins that the page attached to it. */
export interface OrderRow {
  readonly device: string;
  readonly timestampMs: number;
  /** By id of intervention, and under `all`. */
  readonly coins: Coins;
  /** Absent for a visit without an order. Below 0 for a refund. */
  readonly value?: number;
}

const COLUMNS = {
  required: { device: ['device'], time: ['time'], coins: ['coins'] },
  optional: { value: ['value'] },
};
const HEADER_ADVICE = 'Write the header device,time,coins,value.';
const COINS_ADVICE = 'Write the groups of the device as JSON, such as {"welcome":"treated"}.';

function parseCoins(text: string): Coins | undefined {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found !== 'object' || found === null || Array.isArray(found)) return undefined;
    const isKnown = Object.values(found).every((side) => side === 'treated' || side === 'holdout');
    return isKnown ? (found as Coins) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads a shop's visits and orders from a CSV file with the columns device, time, coins and value. Rows without coins are
 * skipped: the device had not granted consent, or the page had no release.
 *
 * @throws AisleError `data-invalid` with the line, or as `tableRows` does
 */
export async function* readOrders(input: InputFile): AsyncGenerator<OrderRow> {
  for await (const batch of tableRows(input, ',', COLUMNS, () => HEADER_ADVICE)) {
    for (const row of batch) {
      const refuse = (found: string, advice: string): never => {
        throw inputError('data-invalid', input, `${found} in line ${row.line}`, advice);
      };
      if ('problem' in row) return refuse(`an unreadable row (${row.problem})`, 'Correct the row.');
      const { device, time, coins: text, value = '' } = row.value;
      if (text === '') continue;
      if (device === '') return refuse('no device', 'Give each device an id of your choice.');
      const coins = parseCoins(text) ?? refuse(`coins ${JSON.stringify(text)}`, COINS_ADVICE);
      if (value !== '' && !/^-?\d+(\.\d+)?$/.test(value))
        return refuse(`value ${JSON.stringify(value)}`, 'Write a number such as 12.5, or nothing for a visit.');
      let timestampMs: number;
      try {
        timestampMs = readOrRefuse('data-invalid', 'time', () => parseTimestampMs(time));
      } catch (error) {
        return refuse(`a time that cannot be read (${toAisleError(error).message})`, 'Write YYYY-MM-DD HH:MM:SS.');
      }
      yield { device, timestampMs, coins, ...(value !== '' && { value: Number(value) }) };
    }
  }
}
