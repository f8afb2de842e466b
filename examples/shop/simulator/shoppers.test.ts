import { ACTION_TYPES } from '@aisle/core';
import { expect, test } from 'vitest';
import { simulateCatalogue } from './catalogue.js';
import { STYLES } from './departments.js';
import { type LogRow, simulateShoppers } from './shoppers.js';

const catalogue = simulateCatalogue();
const byId = new Map(catalogue.map((product) => [product.item_id, product]));
const options = { catalogue, shopperCount: 800, days: 365, startMs: Date.UTC(2025, 10, 1), seed: 7 };
const rows = simulateShoppers(options);
const histories = new Map<string, LogRow[]>();
for (const row of rows) {
  const history = histories.get(row.user_id) ?? [];
  history.push(row);
  histories.set(row.user_id, history);
}

const product = (row: LogRow) => {
  const found = byId.get(row.item_id);
  if (found === undefined) throw new Error(`The log names ${row.item_id}, which the catalogue lacks.`);
  return found;
};

test('the seed determines the rows, and more shoppers keep the first', () => {
  const small = { ...options, shopperCount: 60 };
  expect(simulateShoppers(small)).toEqual(simulateShoppers(small));
  expect(simulateShoppers({ ...small, seed: 8 })).not.toEqual(simulateShoppers(small));
  const first = (of: LogRow[]) => of.filter((row) => row.user_id === 'u00001');
  expect(first(simulateShoppers(small))).toEqual(first(rows));
});

test('rows are sorted GA4 events of catalogue products in the period', () => {
  rows.forEach((row, i) => {
    expect(
      row.timestampMs >= (rows[i - 1]?.timestampMs ?? options.startMs) &&
        row.timestampMs < options.startMs + 365 * 86_400_000,
    ).toBe(true);
    expect(ACTION_TYPES.includes(row.event) && row.price === product(row).price && row.quantity >= 1).toBe(true);
  });
});

test('a shopper has about 40 events and at least 1.5 purchases', () => {
  expect(rows.length / 800).toBeGreaterThan(32);
  expect(rows.length / 800).toBeLessThan(52);
  expect(rows.filter((row) => row.event === 'purchase').length / 800).toBeGreaterThan(1.5);
});

/** Share of purchases for which `holds(purchase, the last 5 views before it)`, and the same for popular products instead of the purchase. */
function shareOfPurchases(holds: (purchase: LogRow, views: LogRow[]) => boolean): {
  real: number;
  byPopularity: number;
} {
  const viewsByPopularity = rows.filter((row) => row.event === 'view_item');
  let total = 0;
  let real = 0;
  let byPopularity = 0;
  for (const history of histories.values()) {
    history.forEach((row, i) => {
      if (row.event !== 'purchase') return;
      const views = history
        .slice(0, i)
        .filter((one) => one.event === 'view_item')
        .slice(-5);
      if (views.length < 5) return;
      // A stride coprime to the length visits all views: a deterministic product, weighted by popularity.
      const other = viewsByPopularity[(total++ * 7919) % viewsByPopularity.length] as LogRow;
      if (holds(row, views)) real++;
      if (holds(other, views)) byPopularity++;
    });
  }
  return { real: real / total, byPopularity: byPopularity / total };
}

test('a purchase has the category and style of most recent views', () => {
  const category = shareOfPurchases(
    (purchase, views) =>
      views.filter((view) => product(view).item_category === product(purchase).item_category).length >= 3,
  );
  expect(category.real).toBeGreaterThan(0.75);
  expect(category.byPopularity).toBeLessThan(0.2);
  const style = shareOfPurchases(
    (purchase, views) => views.filter((view) => product(view).style === product(purchase).style).length >= 3,
  );
  expect(style.real).toBeGreaterThan(0.5);
  expect(style.byPopularity).toBeLessThan(0.05);
});

test('a purchase is closer to the mean viewed price than other products', () => {
  const gap = (priced: { price: number }, views: LogRow[]) =>
    Math.abs(Math.log(priced.price) - views.reduce((sum, view) => sum + Math.log(view.price), 0) / views.length);
  let nearer = 0;
  let total = 0;
  for (const history of histories.values()) {
    history.forEach((row, i) => {
      if (row.event !== 'purchase') return;
      const views = history
        .slice(0, i)
        .filter(
          (one) =>
            one.event === 'view_item' && product(one).style === product(row).style && one.item_id !== row.item_id,
        )
        .slice(-5);
      if (views.length < 2) return;
      for (const other of catalogue) {
        if (other.style !== product(row).style || other.item_id === row.item_id) continue;
        total++;
        if (gap(row, views) < gap(other, views)) nearer++;
      }
    });
  }
  // One half would be chance.
  expect(nearer / total).toBeGreaterThan(0.56);
});

test('after a purchase, the next session views a complement', () => {
  let complement = 0;
  let sessions = 0;
  for (const history of histories.values()) {
    history.forEach((row, i) => {
      const next = history[i + 1];
      if (row.event !== 'purchase' || next === undefined || next.session_id === row.session_id) return;
      sessions++;
      const complements = STYLES.get(product(row).style)?.pairsWith ?? [];
      const views = history.slice(i + 1).filter((one) => one.session_id === next.session_id);
      if (views.some((view) => complements.includes(product(view).style))) complement++;
    });
  }
  // By chance, about one session in six would view one of 2 styles out of 60.
  expect(complement / sessions).toBeGreaterThan(0.5);
});

test('camping gets more views in summer than in winter', () => {
  const share = (months: number[]) => {
    const then = rows.filter((row) => months.includes(new Date(row.timestampMs).getUTCMonth()));
    return then.filter((row) => product(row).item_category === 'Camping').length / then.length;
  };
  expect(share([5, 6])).toBeGreaterThan(2 * share([11, 0]));
});

test('the top tenth of products gets over a quarter of views', () => {
  const counts = new Map<string, number>();
  for (const row of rows) if (row.event === 'view_item') counts.set(row.item_id, (counts.get(row.item_id) ?? 0) + 1);
  const sorted = [...counts.values()].sort((a, b) => b - a);
  const sum = (of: number[]) => of.reduce((a, b) => a + b, 0);
  expect(sum(sorted.slice(0, 72)) / sum(sorted)).toBeGreaterThan(0.25);
});
