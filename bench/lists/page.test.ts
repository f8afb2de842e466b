import { describe, expect, test } from 'vitest';
import { renderListsPage } from './page.js';
import type { ListResults } from './results.js';

const point = (diversity: number, ndcg: number) => ({
  diversity,
  'ndcg@10': ndcg,
  ild: 0.4 + diversity,
  novelty: 5,
  coverage: 0.5,
});
const results: ListResults = {
  runs: { simulator: { date: '2026-01-02', machine: 'm', command: 'c' } },
  companions: { simulator: { 'hr@10': { model: 0.5, transition: 0.2, popularity: 0.1 }, examples: 1000 } },
  historyLength: {
    simulator: { 0: { model: 0.1, popularity: 0.1, demand: 0.12, context: 0.15 }, 5: { model: 0.3, popularity: 0.1 } },
  },
  calibration: {
    simulator: {
      examples: 900,
      ece: 0.04,
      firstItemEce: 0.02,
      bins: [{ predictions: 9, probability: 0.2, frequency: 0.3 }],
    },
  },
  diversity: { simulator: { points: [point(0, 0.4), point(0.2, 0.39)], chosen: 0.2 } },
  coldItems: { simulator: { examples: 50, model: 0.3, categoryPopularity: 0.05, random: 0.01 } },
  histories: [
    {
      history: 'one view: a tent',
      expected: 'other tents',
      rows: { 'Recommended, of the whole shop': ['Tent', 'Stove'] },
    },
  ],
};
const { 'lists.md': page, ...plots } = renderListsPage(results);

describe('renderListsPage', () => {
  test('compares each figure with its goal', () => {
    expect(page).toContain('3 of 4 goals are met. Missed: Simulated shoppers: calibration, expected error.');
    expect(page).toContain('.5000, 2.50 times .2000 | met |');
    expect(page).toContain('.3000, 6.0 times .0500 | met |');
    expect(page).toContain('97.5 %: .3900 of .4000 | met |');
  });

  test('shows the rows of each history', () => {
    expect(page).toContain('| one view: a tent | other tents | Tent, Stove | – |');
  });

  test('draws a plot of variety and one of calibration', () => {
    expect(Object.keys(plots)).toEqual(['lists/simulator-variety.svg', 'lists/simulator-calibration.svg']);
    for (const file of Object.keys(plots)) expect(page).toContain(`](${file})`);
  });
});
