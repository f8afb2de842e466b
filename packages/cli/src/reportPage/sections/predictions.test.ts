import { expect, test } from 'vitest';
import { predictions } from './predictions.js';

const bin = (probability: number, frequency: number) => ({ predictions: 50, probability, frequency });
const measured = {
  target: 'purchase-in-session',
  questions: 100,
  figures: { auc: 0.8123, brier: 0.15, ece: 0.02 },
  intervals: { auc: [0.79, 0.83], brier: [0.14, 0.16], ece: [0.01, 0.04] },
  arrival: { auc: 0.7 },
  bins: [bin(0.1, 0.12), bin(0.5, 0.48)],
} as const;
const report = { releaseId: 'r', bestEpoch: 1 };

test('a head is shown with intervals, arrival alone, and its calibration', () => {
  const page = predictions({
    ...report,
    heads: [{ ...measured, intervals: structuredClone(measured.intervals) } as never],
  })!;
  expect(String(page)).toContain('A purchase later in the visit');
  expect(String(page)).toContain('0.812 (0.790 to 0.830)');
  expect(String(page)).toContain('<td>0.700</td>');
  expect(String(page)).toContain('id="predictions-purchase-in-session-title"');
});

test('a choice of order timing shows every model and the one that answers', () => {
  const timing = {
    chosen: 'hazard',
    candidates: [
      { model: 'head', validation: 0.4, test: 0.41 },
      { model: 'hazard', validation: 0.3, test: 0.42 },
    ],
  };
  const heads = [{ ...measured, target: 'order-within-30', timing } as never];
  const page = String(predictions({ ...report, heads }));
  expect(page).toMatch(/hazard<\/t[hd]><td>0\.3000<\/td><td>0\.4200<\/td><td>answers</);
  expect(page.match(/>answers</g)).toHaveLength(1);
});

test('a dropped head says why', () => {
  const heads = [{ target: 'return-of-goods', dropped: 'The log has no returns of goods.' }];
  expect(String(predictions({ ...report, heads }))).toContain('not predicted. The log has no returns of goods.');
});

test('a report without heads has no section', () => {
  expect(predictions(report)).toBeUndefined();
});
