import { ACTION_TYPES } from '@aisle/core';
import { expect, test } from 'vitest';
import { categoryPath, simulateCatalogue } from './catalogue.js';
import { COMPANIONS, ONE_IS_ENOUGH, USED_UP_AFTER_DAYS } from './companions.js';
import { LOG_PERIOD } from './logPeriod.js';
import { createMarket } from './market.js';
import { type LogRow, simulateShoppers } from './shoppers.js';

const catalogue = simulateCatalogue();
const byId = new Map(catalogue.map((product) => [product.item_id, product]));
const options = { catalogue, shopperCount: 800, ...LOG_PERIOD };
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

test('most purchases have the category and style of recent views', () => {
  const category = shareOfPurchases(
    (purchase, views) =>
      views.filter((view) => product(view).item_category === product(purchase).item_category).length >= 3,
  );
  expect(category.real).toBeGreaterThan(0.6);
  expect(category.byPopularity).toBeLessThan(0.2);
  const style = shareOfPurchases(
    (purchase, views) => views.filter((view) => product(view).style === product(purchase).style).length >= 3,
  );
  expect(style.real).toBeGreaterThan(0.3);
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

const DAY_MS = 86_400_000;
const END_MS = options.startMs + options.days * DAY_MS;
const purchasesOf = (history: readonly LogRow[]) => history.filter((row) => row.event === 'purchase');

/** Of the first purchases of a kind, the share after which the shopper also buys the other kind within 60 days. */
function companionShare(pairs: Readonly<Record<string, Readonly<Record<string, number>>>>): {
  bought: number;
  stated: number;
} {
  let bought = 0;
  let stated = 0;
  for (const history of histories.values()) {
    const purchases = purchasesOf(history);
    const owned = new Set<string>();
    for (const purchase of purchases) {
      const { style } = product(purchase);
      const until = purchase.timestampMs + 60 * DAY_MS;
      if (!owned.has(style) && until < END_MS) {
        for (const [other, chance] of Object.entries(pairs[style] ?? {})) {
          if (owned.has(other)) continue;
          stated += chance;
          if (
            purchases.some(
              (row) =>
                product(row).style === other && row.timestampMs >= purchase.timestampMs && row.timestampMs < until,
            )
          )
            bought++;
        }
      }
      owned.add(style);
    }
  }
  return { bought, stated };
}

test('companions are bought about as often as the table states', () => {
  const { bought, stated } = companionShare(COMPANIONS);
  expect(stated).toBeGreaterThan(300);
  // Not each need ends in a purchase within the period, and some companions are bought without one.
  expect(bought / stated).toBeGreaterThan(0.65);
  expect(bought / stated).toBeLessThan(1.1);
  // Each kind with the companions of another kind.
  const kinds = Object.keys(COMPANIONS);
  const others = Object.fromEntries(kinds.map((style, i) => [style, COMPANIONS[kinds[(i + 31) % 66] as string] ?? {}]));
  const unrelated = companionShare(others);
  expect(unrelated.bought / unrelated.stated).toBeLessThan(0.15);
});

/** Days between two purchases of a kind by one shopper, in ascending order. */
function intervals(style: string): number[] {
  const days: number[] = [];
  for (const history of histories.values()) {
    const times = new Set(
      purchasesOf(history).flatMap((row) => (product(row).style === style ? [row.timestampMs] : [])),
    );
    const sorted = [...times];
    for (let i = 1; i < sorted.length; i++) days.push(((sorted[i] as number) - (sorted[i - 1] as number)) / DAY_MS);
  }
  return days.sort((a, b) => a - b);
}

test.each(Object.entries(USED_UP_AFTER_DAYS))('%s is bought again after about %i days', (style, median) => {
  const days = intervals(style);
  const middle = days[days.length >> 1] as number;
  expect(days.length).toBeGreaterThan(20);
  // Long intervals do not fit into the year, and people come on the days that suit them.
  expect(middle / median).toBeGreaterThan(0.7);
  expect(middle / median).toBeLessThan(1.3);
});

test('people rarely buy a second one where one is enough', () => {
  const buyers = (style: string) =>
    [...histories.values()].filter((history) => purchasesOf(history).some((row) => product(row).style === style))
      .length;
  const share = (styles: readonly string[]) =>
    styles.reduce((sum, style) => sum + intervals(style).length, 0) /
    styles.reduce((sum, style) => sum + buyers(style), 0);
  expect(share([...ONE_IS_ENOUGH])).toBeLessThan(0.05);
  expect(share(Object.keys(USED_UP_AFTER_DAYS))).toBeGreaterThan(0.5);
});

test('an order has one product of a kind of which one is enough', () => {
  const ofOrder = new Set<string>();
  for (const row of rows) {
    const { style } = product(row);
    if (row.event !== 'purchase' || !ONE_IS_ENOUGH.has(style)) continue;
    const found = `${row.session_id} ${style}`;
    expect(ofOrder.has(found), found).toBe(false);
    ofOrder.add(found);
  }
  expect(ofOrder.size).toBeGreaterThan(500);
});

test('half of the purchases were not viewed before', () => {
  let notViewed = 0;
  let total = 0;
  for (const history of histories.values()) {
    const viewed = new Set<string>();
    for (const { event, item_id } of history) {
      if (event === 'view_item') viewed.add(item_id);
      if (event !== 'purchase') continue;
      total++;
      if (!viewed.has(item_id)) notViewed++;
    }
  }
  expect(notViewed / total).toBeGreaterThan(0.42);
  expect(notViewed / total).toBeLessThan(0.62);
});

test('most comparisons look at several products of the bought kind', () => {
  let compared = 0;
  let total = 0;
  for (const history of histories.values()) {
    for (const purchase of purchasesOf(history)) {
      const viewed = new Set(
        history.flatMap((row) =>
          row.session_id === purchase.session_id &&
          row.event === 'view_item' &&
          product(row).style === product(purchase).style
            ? [row.item_id]
            : [],
        ),
      );
      if (viewed.size === 0) continue;
      total++;
      if (viewed.size > 1) compared++;
    }
  }
  expect(compared / total).toBeGreaterThan(0.6);
});

test('shoppers come back after days', () => {
  const gaps: number[] = [];
  for (const history of histories.values()) {
    history.forEach((row, i) => {
      const next = history[i + 1];
      if (next && next.session_id !== row.session_id) gaps.push((next.timestampMs - row.timestampMs) / DAY_MS);
    });
  }
  gaps.sort((a, b) => a - b);
  expect(gaps[gaps.length >> 1]).toBeGreaterThan(3);
  expect(gaps[gaps.length >> 1]).toBeLessThan(60);
});

test('some products are too new for the log', () => {
  const { arrivalMs } = createMarket(catalogue, options.startMs, options.days, options.seed);
  const tooNew = catalogue.filter((_, i) => arrivalMs[i] === Infinity).map(({ item_id }) => item_id);
  expect(tooNew).toHaveLength(16);
  const seen = new Set(rows.map(({ item_id }) => item_id));
  expect(tooNew.filter((id) => seen.has(id))).toEqual([]);
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

test('a shopper who arrives by a search mostly lands in the category of what is viewed first', () => {
  const firstViews = [
    ...new Map(rows.filter((row) => row.event === 'view_item').map((row) => [row.session_id, row])).values(),
  ];
  const landed = firstViews.filter((row) => row.referrer === 'search' && row.landing_category !== undefined);
  const fits = landed.filter((row) => row.landing_category === categoryPath(product(row)));
  expect(landed.length).toBeGreaterThan(0.2 * firstViews.length);
  expect(fits.length / landed.length).toBeGreaterThan(0.5);
  expect(rows.some((row) => row.referrer === 'direct' && row.landing_category !== undefined)).toBe(false);
});

test('expensive products are rather bought on a desktop', () => {
  const shareOf = (isBought: (row: LogRow) => boolean) => {
    const bought = rows.filter((row) => row.event === 'purchase' && isBought(row));
    return bought.filter((row) => row.device === 'desktop').length / bought.length;
  };
  expect(shareOf((row) => row.price > 150)).toBeGreaterThan(shareOf((row) => row.price < 60) + 0.02);
});
