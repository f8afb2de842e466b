import type { EventInput } from '@aisle/core';
import type { CatalogueItem } from '@aisle/worker';
import type { Aisle } from '../api.js';

/** Options of the instance for one step. */
export interface ContractOptions {
  readonly consent: 'granted' | 'unset';
  readonly holdoutShare: 0 | 1;
  readonly rowsBeforeConsent?: boolean;
}

/** Creates a new instance. It knows `ITEM_IDS`, and serves `CATALOGUE` at `CATALOGUE_URL`. */
export type MakeAisle = (options: ContractOptions) => Promise<Aisle>;

/** Items of the engine under test. */
export const ITEM_IDS: readonly string[] = Array.from({ length: 60 }, (_, i) => `item-${i + 1}`);
export const CATALOGUE_URL = '/catalogue.json';
/** Has no entry for item-5. item-6 is out of stock. */
export const CATALOGUE: readonly CatalogueItem[] = ITEM_IDS.filter((id) => id !== 'item-5').map((item_id) => ({
  item_id,
  item_name: `Name of ${item_id}`,
  in_stock: item_id !== 'item-6',
}));

export const LIST = ITEM_IDS.slice(0, 8);
/** A deadline for answers of an engine that is still loading. */
export const PATIENT = { deadlineMs: 30_000 };
export const ALL = { ...PATIENT, k: ITEM_IDS.length };

export const event = (
  type: 'view_item' | 'add_to_cart' | 'remove_from_cart' | 'purchase',
  itemId: string,
  fields: object = {},
) => ({ type, items: [{ item_id: itemId }], ...fields }) as EventInput;
export const view = (itemId: string, fields?: object) => event('view_item', itemId, fields);

/** @throws Error unless both have the same JSON */
export function equal(found: unknown, expected: unknown): void {
  const [foundJson, expectedJson] = [found, expected].map((value) => JSON.stringify(value));
  if (foundJson !== expectedJson) throw new Error(`found ${foundJson}, expected ${expectedJson}`);
}

export const granted = (make: MakeAisle) => make({ consent: 'granted', holdoutShare: 0 });

/** Creates an instance with consent and one event. */
export async function afterView(make: MakeAisle): Promise<Aisle> {
  const aisle = await granted(make);
  await aisle.track(view('item-7'));
  return aisle;
}

export const idsOf = (items: readonly { readonly item_id: string }[]) => items.map(({ item_id }) => item_id);
/** The predictions by score alone. The rules of a row that depend on its length apply to longer rows than these. */
export const predictedIds = async (aisle: Aisle, options: object = {}) =>
  idsOf((await aisle.predict({ ...ALL, diversity: 0, ...options })).items);

/** The code of the error that a promise rejects with. */
export const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing',
    ({ code }: { code?: string }) => code,
  );

/** Rules of the public interface, by name. Each check rejects if the instance breaks the rule. */
export type ContractSteps = Readonly<Record<string, (make: MakeAisle) => Promise<void>>>;
