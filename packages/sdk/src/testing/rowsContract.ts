import type { Aisle, RowOptions } from '../api.js';
import type { PredictResult } from '../results.js';
import {
  afterView,
  CATALOGUE_URL,
  type ContractSteps,
  equal,
  granted,
  ITEM_IDS,
  idsOf,
  LIST,
  PATIENT,
} from './contractKit.js';

type Row = (aisle: Aisle, options?: RowOptions) => Promise<PredictResult>;

const GIVEN = 'item-7';
/** The rows that read no history, for a given item where they need one. */
const ROWS: Readonly<Record<string, Row>> = {
  related: (aisle, options) => aisle.related(GIVEN, { ...PATIENT, ...options }),
  boughtWith: (aisle, options) => aisle.boughtWith([GIVEN], { ...PATIENT, ...options }),
  trending: (aisle, options) => aisle.trending({ ...PATIENT, ...options }),
};

const forEachRow = async (check: (row: Row, name: string) => Promise<void>) => {
  for (const [name, row] of Object.entries(ROWS)) await check(row, name);
};

/** related, boughtWith, trending. */
export const ROWS_STEPS: ContractSteps = {
  async 'rows without a history answer before the first event'(make) {
    const aisle = await granted(make);
    await forEachRow(async (row, name) => {
      const { items, reason, resultId } = await row(aisle);
      equal([name, items.length >= 8, reason, resultId.slice(0, 2)], [name, true, undefined, 'p-']);
      equal([name, new Set(idsOf(items)).size], [name, items.length]);
    });
  },

  async 'rows without a history do not change with events'(make) {
    const aisle = await granted(make);
    await forEachRow(async (row, name) => {
      const before = idsOf((await row(aisle)).items);
      await aisle.track({ type: 'purchase', items: before.map((item_id) => ({ item_id })) } as never);
      equal([name, idsOf((await row(aisle)).items)], [name, before]);
    });
  },

  async 'a row never has the given items'(make) {
    const aisle = await granted(make);
    const all = { ...PATIENT, k: ITEM_IDS.length };
    equal(idsOf((await aisle.related(GIVEN, all)).items).includes(GIVEN), false);
    equal(
      idsOf((await aisle.boughtWith(LIST, all)).items).filter((id) => LIST.includes(id)),
      [],
    );
  },

  async 'rows take k, candidates, exclude and filter'(make) {
    const aisle = await granted(make);
    await forEachRow(async (row, name) => {
      const ids = async (options: RowOptions) => [name, idsOf((await row(aisle, options)).items)];
      const [first, second, third] = idsOf((await row(aisle)).items);
      equal(await ids({ k: 2 }), [name, [first, second]]);
      equal(await ids({ k: 1, candidates: [{ item_id: third! }, GIVEN] }), [name, [third]]);
      equal(await ids({ k: 1, exclude: first! }), [name, [second]]);
      equal(await ids({ k: 1, filter: (id) => id === third }), [name, [third]]);
      equal([name, (await row(aisle, { exclude: true as never })).reason], [name, 'invalid-items']);
    });
  },

  async 'rows with catalogueUrl return catalogue entries that are in stock'(make) {
    const aisle = await granted(make);
    await forEachRow(async (row, name) => {
      const { items } = await row(aisle, { k: ITEM_IDS.length, catalogueUrl: CATALOGUE_URL });
      equal(
        [name, items.length > 3, items.some(({ item_id }) => ['item-5', 'item-6'].includes(item_id))],
        [name, true, false],
      );
      equal([name, items.map(({ product }) => product?.item_name)], [name, idsOf(items).map((id) => `Name of ${id}`)]);
    });
  },

  async 'related and boughtWith read ids, and an empty cart gives an empty row'(make) {
    const aisle = await afterView(make);
    const known = idsOf((await ROWS.related!(aisle)).items);
    equal(idsOf((await aisle.related({ item_id: GIVEN }, PATIENT)).items), known);
    const { items, reason } = await aisle.boughtWith([], PATIENT);
    equal([items, reason], [[], undefined]);
    equal((await aisle.related(undefined as never)).reason, 'invalid-items');
    equal((await aisle.boughtWith(null as never)).reason, 'invalid-items');
  },

  async 'without consent, rows have the reason no-consent'(make) {
    const aisle = await make({ consent: 'unset', holdoutShare: 0 });
    await forEachRow(async (row, name) => equal([name, (await row(aisle)).reason], [name, 'no-consent']));
  },

  async 'with rowsBeforeConsent, rows answer until consent is denied'(make) {
    const aisle = await make({ consent: 'unset', holdoutShare: 0, rowsBeforeConsent: true });
    let shown: string[] = [];
    await forEachRow(async (row, name) => {
      const { items, reason, resultId } = await row(aisle);
      shown = [...shown, ...idsOf(items)];
      equal([name, items.length >= 8, reason, resultId.slice(0, 2)], [name, true, undefined, 'u-']);
    });
    equal([(await aisle.predict(PATIENT)).reason, (await aisle.rerank(LIST)).reason], ['no-consent', 'no-consent']);
    await aisle.setConsent('granted');
    equal(idsOf((await ROWS.related!(aisle)).items), shown.slice(0, 10));
    await aisle.setConsent('denied');
    await forEachRow(async (row, name) => equal([name, (await row(aisle)).reason], [name, 'no-consent']));
  },

  async 'in the holdout, rows are empty'(make) {
    const aisle = await make({ consent: 'granted', holdoutShare: 1 });
    await forEachRow(async (row, name) => {
      const { items, reason, resultId } = await row(aisle);
      equal([name, items, reason, resultId.slice(0, 2)], [name, [], 'holdout', 'h-']);
    });
  },

  async 'after dispose, rows have the reason disposed'(make) {
    const aisle = await granted(make);
    aisle.dispose();
    await forEachRow(async (row, name) => equal([name, (await row(aisle)).reason], [name, 'disposed']));
  },
};
