import type { EventInput } from '@aisle/core';
import type { CatalogueItem } from '@aisle/worker';
import type { Aisle } from '../api.js';

/** What an instance for one step is made with. */
export interface ContractOptions {
  readonly consent: 'granted' | 'unset';
  readonly holdoutShare: 0 | 1;
}

/** Makes an instance that no other step has used. It knows `ITEM_IDS`, and `CATALOGUE` under `CATALOGUE_URL`. */
export type MakeAisle = (options: ContractOptions) => Promise<Aisle>;

/** Items of the engine under test. */
export const ITEM_IDS: readonly string[] = Array.from({ length: 60 }, (_, i) => `item-${i + 1}`);
export const CATALOGUE_URL = '/catalogue.json';
/** Without item-5; item-6 is sold out. */
export const CATALOGUE: readonly CatalogueItem[] = ITEM_IDS.filter((id) => id !== 'item-5').map((item_id) => ({
  item_id,
  item_name: `Name of ${item_id}`,
  in_stock: item_id !== 'item-6',
}));

export const LIST = ITEM_IDS.slice(0, 8);
/** For what an engine that is still loading answers late. */
export const PATIENT = { deadlineMs: 30_000 };
export const ALL = { ...PATIENT, k: ITEM_IDS.length };

export const event = (
  type: 'view_item' | 'add_to_cart' | 'remove_from_cart' | 'purchase',
  itemId: string,
  fields: object = {},
) => ({ type, items: [{ item_id: itemId }], ...fields }) as EventInput;
export const view = (itemId: string, fields?: object) => event('view_item', itemId, fields);

/** @throws Error unless both are the same as JSON */
export function equal(found: unknown, expected: unknown): void {
  const [is, should] = [found, expected].map((value) => JSON.stringify(value));
  if (is !== should) throw new Error(`found ${is}, expected ${should}`);
}

export const granted = (make: MakeAisle) => make({ consent: 'granted', holdoutShare: 0 });

/** With an event to rank by. */
export async function afterView(make: MakeAisle): Promise<Aisle> {
  const aisle = await granted(make);
  await aisle.track(view('item-7'));
  return aisle;
}

export const idsOf = (items: readonly { readonly item_id: string }[]) => items.map(({ item_id }) => item_id);
export const predictedIds = async (aisle: Aisle, options: object = {}) =>
  idsOf((await aisle.predict({ ...ALL, ...options })).items);

/** The code that a promise rejects with. */
export const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing',
    ({ code }: { code?: string }) => code,
  );

/** Promises of the public interface, by name. Each rejects where it is broken. */
export type ContractSteps = Readonly<Record<string, (make: MakeAisle) => Promise<void>>>;
