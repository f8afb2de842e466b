import { describe, expect, test } from 'vitest';
import type { PageReport } from './pageReport.js';
import { evaluationOf, SHOP_REPORT } from './testing/pageReports.js';
import { verdictOf } from './verdict.js';

type Figures = Parameters<typeof evaluationOf>[0];
const judged = (figures: Figures, more: Partial<PageReport> = {}) =>
  verdictOf({ ...SHOP_REPORT, evaluation: evaluationOf(figures), ...more });
const withMalformed = (malformed: number): Partial<PageReport> => ({
  data: { ...SHOP_REPORT.data!, rows: 1000, malformed },
});

describe('the headline', () => {
  test.each<[string, Figures, string]>([
    [
      'of a usual shop',
      { model: 0.31, also: 0.24, best: 0.09 },
      'Of 100 shoppers, 31 find their next purchase among ten recommended items; the best-seller list reaches 9, ' +
        'and “who viewed this also viewed” 24.',
    ],
    [
      'counts thousands if hundredths would look equal',
      { model: 0.312, also: 0.308, best: 0.0896 },
      'Of 1,000 shoppers, 312 find their next purchase among ten recommended items; the best-seller list reaches 90, ' +
        'and “who viewed this also viewed” 308.',
    ],
    [
      'counts thousands if few find anything',
      { model: 0.001, also: 0.0002, best: 0 },
      'Of 1,000 shoppers, 1 finds their next purchase among ten recommended items; the best-seller list reaches none, ' +
        'and “who viewed this also viewed” fewer than 1.',
    ],
    [
      'says none and all',
      { model: 0, also: 1, best: 0 },
      'Of 100 shoppers, none find their next purchase among ten recommended items; the best-seller list reaches none, ' +
        'and “who viewed this also viewed” all.',
    ],
    [
      'counts purchases if shoppers were tested several times',
      { model: 0.31, also: 0.24, best: 0.09, examples: 3000 },
      'Of 100 next purchases, 31 are among ten recommended items; the best-seller list reaches 9, ' +
        'and “who viewed this also viewed” 24.',
    ],
  ])('%s', (_, figures, expected) => {
    expect(judged(figures).headline).toBe(expected);
  });

  test('of an export of orders, items are bought, not viewed', () => {
    const orders = (eventsByType: Readonly<Record<string, number>>) =>
      judged({ model: 0.31, also: 0.24, best: 0.09 }, { data: { ...SHOP_REPORT.data!, eventsByType } }).headline;
    expect(orders({ purchase: 9 })).toMatch(/and “who bought this also bought” 24\.$/);
    expect(orders({ purchase: 9, view_item: 1 })).toMatch(/and “who viewed this also viewed” 24\.$/);
  });

  test('the interval is said, with the size of the test', () => {
    expect(judged({ model: 0.31, also: 0.24, best: 0.09 }).details).toEqual([
      'Measured on 1,000 shoppers. The training did not see the tested purchases. ' +
        'With other shoppers, the first figure could be anything from 28 to 34 (95 % interval).',
    ]);
  });
});

describe('the level', () => {
  const usual: Figures = { model: 0.31, also: 0.24, best: 0.09 };
  test.each<[string, Figures, Partial<PageReport>, string, RegExp]>([
    ['clearly better than both', usual, {}, 'good', /clearly better than both/],
    ['not surely better than also viewed', { ...usual, pAlso: 0.025 }, {}, 'poor', /not clearly better than “who/],
    ['just surely better', { ...usual, pAlso: 0.0249 }, {}, 'good', /clearly better than both/],
    ['also viewed is better', { ...usual, also: 0.4, pAlso: 0.99 }, {}, 'poor', /is better, and much simpler/],
    ['not surely better than best sellers', { ...usual, pBest: 0.3 }, {}, 'poor', /not clearly better than best/],
    ['best sellers are better', { ...usual, best: 0.4, pBest: 0.99 }, {}, 'broken', /plain list of best sellers/],
    ['equal in every example', { model: 0.3, also: 0.3, best: 0.3, pAlso: 1, pBest: 1 }, {}, 'poor', /not clearly/],
    ['nothing found', { model: 0, also: 0, best: 0, pAlso: 1, pBest: 1 }, {}, 'broken', /found no purchase at all/],
    ['99 shoppers', { ...usual, units: 99 }, {}, 'poor', /Only 99 shoppers/],
    ['100 shoppers', { ...usual, units: 100 }, {}, 'good', /clearly/],
    ['39 items', { ...usual, itemCount: 39 }, {}, 'poor', /39 items, so ten of them are 26 %/],
    ['40 items', { ...usual, itemCount: 40 }, {}, 'good', /clearly/],
    ['five items', { ...usual, model: 1, also: 1, itemCount: 5 }, {}, 'poor', /ten of them are 100 % of all/],
    ['trivial', { ...usual, trivial: ['These figures are trivial.'] }, {}, 'poor', /^These figures are trivial\.$/],
    [
      'a fifth of the rows malformed, and one more',
      usual,
      withMalformed(201),
      'broken',
      /^Of the 1,000 rows of the log, 20 % could not be read/,
    ],
    ['a fifth of the rows malformed', usual, withMalformed(200), 'good', /clearly/],
  ])('%s', (_, figures, more, level, reason) => {
    expect(judged(figures, more)).toMatchObject({ level, reason: expect.stringMatching(reason) });
  });

  test('without test examples nothing is claimed', () => {
    const verdict = verdictOf({ ...SHOP_REPORT, evaluation: null, notMeasured: 'Give a longer log.' });
    expect(verdict).toMatchObject({ level: 'unmeasured', details: [] });
    expect(verdict.headline).not.toMatch(/\d/);
    expect(verdict.advice.slice(0, 2)).toEqual(['Give a longer log.', 'Export a longer time.']);
  });

  test('an older report has no comparison, which is not the same as no test examples', () => {
    const { evaluation: _, ...older } = SHOP_REPORT;
    expect(verdictOf(older)).toMatchObject({ level: 'unmeasured', reason: expect.stringMatching(/^An older version/) });
  });
});
