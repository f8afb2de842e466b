import { seededRandom } from '@aisle/core';
import { describe, expect, test } from 'vitest';
import { kindsOf } from '../testing/kindsOf.js';
import type { ScoredRow } from '../topK.js';
import { calibrationGain } from './calibrationGain.js';
import { composeRow, type RowRules } from './composeRow.js';

const rules: RowRules = {
  k: 4,
  diversity: 0,
  maxPerKind: Infinity,
  viewedRows: new Set(),
  maxViewed: Infinity,
  boughtKinds: new Set(),
  kinds: undefined,
  similarity: () => 0,
};
/** Rows 1, 2 and so on with these scores. */
const scored = (...scores: readonly number[]): ScoredRow[] => scores.map((score, i) => ({ row: i + 1, score }));
const rowsOf = (...asked: Parameters<typeof composeRow>) => composeRow(...asked).map(({ row }) => row);

describe('composeRow', () => {
  test('without diversity and quotas, takes the best k', () => {
    expect(composeRow(scored(5, 4, 3), { ...rules, k: 2 })).toEqual(scored(5, 4));
    expect(composeRow([], rules)).toEqual([]);
    expect(composeRow(scored(1), { ...rules, k: 0 })).toEqual([]);
  });

  test('an item similar to one of the row comes later', () => {
    const alike = (a: number, b: number) => (a + b === 3 ? 0.9 : 0);
    // Item 2 against item 3: .5 * 2.9 - 7 * .9 = -4.85 against .5 * 2 = 1.
    expect(rowsOf(scored(3, 2.9, 2), { ...rules, diversity: 0.5, similarity: alike })).toEqual([1, 3, 2]);
    // .99 * 2.9 - .14 * .9 = 2.745 against .99 * 2 = 1.98.
    expect(rowsOf(scored(3, 2.9, 2), { ...rules, diversity: 0.01, similarity: alike })).toEqual([1, 2, 3]);
  });

  test('the largest cosine counts, and a negative one is as good as 0', () => {
    const cosines = [
      [0.5, -1, 0.4],
      [-1, 0, 0.3],
      [0.4, 0.3, 0],
    ];
    const similarity = (a: number, b: number) => cosines[a - 1]![b - 1]!;
    // After item 1, item 2 has 0 and item 3 has .4.
    expect(rowsOf(scored(1, 1, 1), { ...rules, diversity: 1, similarity })).toEqual([1, 2, 3]);
    // Item 4 is .35 from item 1, item 3 is at most .4, although the latest item is only .3 from it.
    const fourth = (a: number, b: number) => (a === 4 || b === 4 ? 0.35 : similarity(a, b));
    expect(rowsOf(scored(1, 1, 1, 1), { ...rules, diversity: 1, similarity: fourth })).toEqual([1, 2, 4, 3]);
  });

  test('a row has at most maxPerKind items of a kind; items without a kind have no limit', () => {
    const kinds = kindsOf([0, 0, 0, 1, 1, -1, -1]);
    expect(rowsOf(scored(7, 6, 5, 4, 3, 2, 1), { ...rules, k: 5, maxPerKind: 1, kinds })).toEqual([1, 4, 6, 7, 2]);
    expect(rowsOf(scored(7, 6, 5, 4, 3, 2, 1), { ...rules, k: 5, maxPerKind: 2, kinds })).toEqual([1, 2, 4, 5, 6]);
  });

  test('a row has at most maxViewed viewed items', () => {
    expect(rowsOf(scored(4, 3, 2, 1), { ...rules, k: 2, viewedRows: new Set([1, 2, 3]), maxViewed: 1 })).toEqual([
      1, 4,
    ]);
  });

  test('only the first hundred items are diverse', () => {
    // Items 1 and 2 and items 101 and 102 are alike; the others are not.
    const similarity = (a: number, b: number) => (a + b === 3 || a + b === 203 ? 1 : 0);
    const candidates = scored(...Array.from({ length: 103 }, (_, i) => -i));
    const rows = rowsOf(candidates, { ...rules, k: 103, diversity: 0.5, similarity });
    expect(rows.slice(0, 3)).toEqual([1, 3, 4]);
    expect(rows.slice(100)).toEqual([101, 102, 103]);
  });

  describe('quotas', () => {
    // Item 1 is of a bought kind, item 2 was viewed, items 3 and 4 are of one kind.
    const quotas: RowRules = {
      ...rules,
      maxPerKind: 1,
      maxViewed: 0,
      viewedRows: new Set([2]),
      boughtKinds: new Set([0]),
      kinds: kindsOf([0, 1, 2, 2]),
    };

    test('yield in order until the row has k items', () => {
      expect(rowsOf(scored(4, 3, 2, 1), quotas)).toEqual([3, 2, 4, 1]);
      expect(rowsOf(scored(4, 3, 2, 1), { ...quotas, k: 2 })).toEqual([3, 2]);
    });

    test('yield until the row has all candidates if these are fewer than k', () => {
      const kinds = kindsOf([2, 1, 2, 2]);
      expect(rowsOf(scored(4, 3, 2, 1), { ...quotas, k: 5, kinds })).toEqual([1, 2, 3, 4]);
    });

    test('for bought kinds yields only up to three items if there are fewer candidates than k', () => {
      expect(rowsOf(scored(4, 3, 2, 1), { ...quotas, k: 5 })).toEqual([3, 2, 4]);
      expect(rowsOf(scored(4, 3), { ...quotas, k: 5 })).toEqual([2, 1]);
    });

    test('of an item that two of them forbid yield both first', () => {
      const viewed = new Set([1, 2]);
      expect(rowsOf(scored(4, 3, 2, 1), { ...quotas, viewedRows: viewed })).toEqual([3, 2, 4, 1]);
    });
  });

  test('a calibrated row has the kinds of the shopper in their shares', () => {
    const kinds = kindsOf([0, 1, 0, 1, 0, 1]);
    const mixture = new Map([
      [0, 0.75],
      [1, 0.25],
    ]);
    // Gains of the kinds: 3.67 and 1.50, then .51 and 1.32, then .51 and .17, then .30 and .17.
    expect(rowsOf(scored(1, 1, 1, 1, 1, 1), { ...rules, diversity: 0.5, kinds, mixture })).toEqual([1, 2, 3, 5]);
    expect(rowsOf(scored(1, 1, 1, 1, 1, 1), { ...rules, diversity: 0.5, kinds })).toEqual([1, 2, 3, 4]);
  });
});

/** The definition, step by step, with every value computed anew. */
function slowRow(candidates: readonly ScoredRow[], given: RowRules): number[] {
  const { k, diversity, kinds, mixture, similarity } = given;
  const kindOf = (row: number) => kinds!.ofRow[row]!;
  const row: ScoredRow[] = [];
  const countOf = (kind: number) => row.filter((of) => kindOf(of.row) === kind).length;
  const obeys: readonly ((of: ScoredRow) => boolean)[] = [
    (of) =>
      !given.viewedRows.has(of.row) || row.filter(({ row: r }) => given.viewedRows.has(r)).length < given.maxViewed,
    (of) => kindOf(of.row) < 0 || countOf(kindOf(of.row)) < given.maxPerKind,
    (of) => !given.boughtKinds.has(kindOf(of.row)),
  ];
  const utilityOf = ({ row: itemRow, score }: ScoredRow) => {
    const kind = kindOf(itemRow);
    const gain = mixture ? calibrationGain(mixture.get(kind) ?? 0, countOf(kind), row.length) : 0;
    const cosine = Math.max(0, ...row.map((other) => similarity(itemRow, other.row)));
    return (1 - diversity) * score + 5 * diversity * gain - 14 * diversity * cosine;
  };
  for (let yielded = 0; yielded <= 3; ) {
    if (row.length === k || (yielded === 3 && candidates.length < k && row.length >= 3)) break;
    const allowed = candidates.filter((of) => !row.includes(of) && obeys.slice(yielded).every((test) => test(of)));
    const values = allowed.map(utilityOf);
    if (allowed.length === 0) yielded += 1;
    else row.push(allowed[values.indexOf(Math.max(...values))]!);
  }
  return row.map((of) => of.row);
}

describe('composeRow over random candidates', () => {
  const random = seededRandom(24);
  const whole = (below: number) => Math.floor(random() * below);
  const subset = (count: number, share: number) =>
    new Set(Array.from({ length: count }, (_, i) => i).filter(() => random() < share));
  const cases = Array.from({ length: 300 }, () => {
    const count = whole(40);
    const kindCount = 1 + whole(6);
    const vectors = Array.from({ length: count + 1 }, () => Array.from({ length: 3 }, () => random() - 0.5));
    const mixtureWeights = Array.from({ length: kindCount }, () => random());
    const sum = mixtureWeights.reduce((a, b) => a + b, 0);
    const given: RowRules = {
      k: whole(13),
      diversity: [0, random(), 1][whole(3)]!,
      maxPerKind: 1 + whole(5),
      viewedRows: subset(count + 1, 0.3),
      maxViewed: whole(4),
      boughtKinds: subset(kindCount, 0.3),
      kinds: kindsOf([...Array.from({ length: count }, () => whole(kindCount + 1) - 1), kindCount - 1]),
      similarity: (a, b) =>
        vectors[a]!.reduce((dot, x, j) => dot + x * vectors[b]![j]!, 0) /
        (Math.hypot(...vectors[a]!) * Math.hypot(...vectors[b]!)),
      ...(random() < 0.5 && { mixture: new Map(mixtureWeights.map((weight, kind) => [kind, weight / sum])) }),
    };
    const scores = Array.from({ length: count }, () => 8 * random()).sort((a, b) => b - a);
    return { candidates: scored(...scores), given };
  });

  test('is the row of the definition', () => {
    for (const { candidates, given } of cases) expect(rowsOf(candidates, given)).toEqual(slowRow(candidates, given));
  });

  test('is the row of the definition for long rows by score', () => {
    for (const { given } of cases.slice(0, 40)) {
      const candidates = scored(...Array.from({ length: 120 }, () => -whole(60)).sort((a, b) => b - a));
      const long: RowRules = {
        ...given,
        k: 100 + whole(30),
        diversity: 0,
        maxPerKind: 20 + whole(40),
        viewedRows: subset(121, 0.3),
        maxViewed: whole(30),
        kinds: kindsOf(candidates.map((_, i) => (i < 60 ? 0 : whole(4)))),
        similarity: () => 0,
      };
      expect(rowsOf(candidates, long)).toEqual(slowRow(candidates, long));
    }
  });

  test('has k different items if there are k candidates', () => {
    for (const { candidates, given } of cases) {
      const rows = rowsOf(candidates, given);
      expect(new Set(rows).size).toBe(rows.length);
      expect(rows.length).toBeLessThanOrEqual(given.k);
      const least = candidates.length >= given.k ? given.k : Math.min(3, candidates.length, given.k);
      expect(rows.length).toBeGreaterThanOrEqual(least);
    }
  });

  test('keeps the quotas if enough candidates obey them', () => {
    let kept = 0;
    for (const { candidates, given } of cases) {
      const { k, maxPerKind, viewedRows, boughtKinds, kinds, maxViewed } = given;
      const kindOf = (row: number) => kinds!.ofRow[row]!;
      const fresh = candidates
        .map(({ row }) => row)
        .filter((row) => !viewedRows.has(row) && !boughtKinds.has(kindOf(row)));
      const groups = new Map<number, number>();
      for (const row of fresh) groups.set(kindOf(row), (groups.get(kindOf(row)) ?? 0) + 1);
      const room = [...groups].reduce((all, [kind, of]) => all + (kind < 0 ? of : Math.min(of, maxPerKind)), 0);
      if (room < k) continue;
      kept += 1;
      const rows = rowsOf(candidates, given);
      expect(rows.filter((row) => viewedRows.has(row)).length).toBeLessThanOrEqual(maxViewed);
      expect(rows.some((row) => boughtKinds.has(kindOf(row)))).toBe(false);
      for (const kind of groups.keys())
        if (kind >= 0) expect(rows.filter((row) => kindOf(row) === kind).length).toBeLessThanOrEqual(maxPerKind);
    }
    expect(kept).toBeGreaterThan(50);
  });
});
