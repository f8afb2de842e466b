import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import type { PageReport } from './pageReport.js';
import { reportPage } from './reportPage.js';
import { SHOP_REPORT } from './testing/pageReports.js';

const documentOf = (report: PageReport) => parseHTML(reportPage(report)).document;
const textOf = (report: PageReport) => documentOf(report).body.textContent!.replace(/\s+/g, ' ');
const HOSTILE = `</title></style><script>alert(1)</script><img src=x onerror='alert("1")'>`;

/** The same report with a hostile text in every place that has a text. */
function poisoned(value: unknown): unknown {
  if (typeof value === 'string') return value + HOSTILE;
  if (Array.isArray(value)) return value.map(poisoned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, poisoned(entry)]));
}

describe('the page', () => {
  test('asks for nothing and allows nothing', () => {
    const page = reportPage(SHOP_REPORT);
    expect(page).not.toMatch(/https?:|\/\/[a-z]|@import|url\(|<script|<link|<iframe/i);
    expect(documentOf(SHOP_REPORT).querySelector('meta[http-equiv]')!.getAttribute('content')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    );
  });

  test('shows texts of a report as text', () => {
    const page = reportPage(poisoned(SHOP_REPORT) as PageReport);
    expect(page).not.toContain('<script>');
    expect(page.match(/<img/g)).toBeNull();
    expect(page).toContain('Dome tent&lt;/title&gt;');
  });

  test('has sections in the order of questions, and headings in order', () => {
    const document = documentOf(SHOP_REPORT);
    expect(
      [...document.querySelectorAll('main section')].map((section) => section.getAttribute('aria-labelledby')),
    ).toEqual([
      'verdict',
      'comparison',
      'learning',
      'calibration',
      'variety',
      'groups',
      'examples',
      'excluded',
      'settings',
    ]);
    const levels = [...document.querySelectorAll('h1,h2,h3,h4')].map(({ tagName }) => Number(tagName[1]));
    expect(levels[0]).toBe(1);
    levels.slice(1).forEach((level, i) => expect(level - levels[i]!).toBeLessThanOrEqual(1));
  });

  test('says where a simpler list is as good, of groups that are large enough', () => {
    expect(textOf(SHOP_REPORT)).toContain(
      'It does not help for shoppers with 2–4 earlier events: a simpler list finds',
    );
    expect(textOf(SHOP_REPORT)).not.toContain('shoppers with 1 earlier');
  });

  test('counts what was excluded, and hides names that no event has', () => {
    const text = textOf(SHOP_REPORT);
    // 40 malformed, 50 searches, 300 guests, 207 unknown events.
    expect(text).toContain('Of 10,000 rows of the log, 597 were excluded (6 %).');
    expect(text).toContain('unknown event: page_view2002 %');
    expect(text).toContain('unknown event: other7');
    expect(text).not.toContain('anna@example.com');
    expect(text).toContain('Column of shopify-orders user_idEmail');
  });

  test('of the smallest report has a verdict and settings', () => {
    const document = documentOf({ releaseId: 'r', bestEpoch: 0 });
    expect([...document.querySelectorAll('section')].map((section) => section.getAttribute('aria-labelledby'))).toEqual(
      ['verdict', 'settings'],
    );
    expect(reportPage({ releaseId: 'r', bestEpoch: 0 })).not.toMatch(/undefined|NaN|null/);
  });

  test('of shares that are all zero draws no NaN', () => {
    const zero = (value: unknown): unknown =>
      typeof value === 'number'
        ? 0
        : Array.isArray(value)
          ? value.map(zero)
          : typeof value === 'object' && value !== null
            ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, zero(entry)]))
            : value;
    expect(reportPage(zero(SHOP_REPORT) as PageReport)).not.toMatch(/NaN|Infinity|undefined/);
  });
});
