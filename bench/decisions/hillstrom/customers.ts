import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { seededRandom, shuffle } from '@aisle/core';

export const HILLSTROM = 'Hillstrom e-mail challenge, 64,000 customers, visits';
/** The three groups of the test, each with probability 1/3. */
export const ARMS = ['No E-Mail', 'Mens E-Mail', 'Womens E-Mail'] as const;
export const FLAGS = ['mens', 'womens', 'newbie', 'recent', 'high-spend', 'web', 'phone', 'urban', 'rural'] as const;

export interface Customer {
  /** An index into ARMS. */
  readonly arm: number;
  /** 1 if the customer visited the shop in the two weeks after. */
  readonly visited: number;
  /** [FLAGS], 0 or 1 */
  readonly flags: readonly number[];
  /** [flags and numbers], for a regression */
  readonly columns: Float64Array;
}

/** Fixed before any outcome was read, so that no outcome chooses them. */
const RECENT_MONTHS = 6;
const HIGH_SPEND = 158;

/** Every customer, in the order of the file. */
export function readCustomers(folder: string): readonly Customer[] {
  const file = path.join(folder, 'hillstrom/hillstrom.csv.gz');
  const [header = '', ...lines] = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  const names = header.trim().split(',');
  return lines.map((line) => {
    // Only the segment of spending is quoted, and it is not used.
    const fields = line
      .trim()
      .replace(/"[^"]*"/, '')
      .split(',');
    const field = (name: string) => fields[names.indexOf(name)]!;
    const is = (name: string, value: string) => Number(field(name) === value);
    const [recency, spend] = [Number(field('recency')), Number(field('history'))];
    const flags = [
      is('mens', '1'),
      is('womens', '1'),
      is('newbie', '1'),
      Number(recency <= RECENT_MONTHS),
      Number(spend > HIGH_SPEND),
      is('channel', 'Web'),
      is('channel', 'Phone'),
      is('zip_code', 'Urban'),
      is('zip_code', 'Rural'),
    ];
    return {
      arm: (ARMS as readonly string[]).indexOf(field('treatment')),
      visited: Number(field('visit')),
      flags,
      columns: Float64Array.from([...flags, recency / 12, Math.log(spend) - 5]),
    };
  });
}

/** Parts at random. What the others choose and fit, each part evaluates: cross-fitting. */
export function foldsOf(customers: readonly Customer[], seed: number, folds: number) {
  const order = shuffle(
    customers.map((_, i) => i),
    seededRandom(seed),
  );
  const part = (isIn: (position: number) => boolean) =>
    order.flatMap((index, position) => (isIn(position) ? [customers[index]!] : []));
  return Array.from({ length: folds }, (_, fold) => ({
    training: part((position) => position % folds !== fold),
    test: part((position) => position % folds === fold),
  }));
}

/** The share of customers of an arm who visited. */
export function visitShare(customers: readonly Customer[], arm: number): number {
  const received = customers.filter((customer) => customer.arm === arm);
  return received.reduce((sum, { visited }) => sum + visited, 0) / received.length;
}
