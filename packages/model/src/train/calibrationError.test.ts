import { expect, test } from 'vitest';
import { calibrationBins, calibrationError } from './calibrationError.js';

test('bins have equal numbers of predictions, lowest probabilities first', () => {
  const bins = calibrationBins([0.8, 0.1, 0.3, 0.6], [1, 0, 0, 1], 2);
  expect(bins.map(({ predictions, frequency }) => [predictions, frequency])).toEqual([
    [2, 0],
    [2, 1],
  ]);
  expect(bins.map(({ probability }) => probability)).toEqual([0.2, 0.7]);
});

test('the error is the mean distance, weighted by the predictions', () => {
  // Bins of 1 and 2 predictions: |.2 - 0| and |.5 - .5|.
  const bins = calibrationBins([0.2, 0.4, 0.6], [0, 0, 1], 2);
  expect(bins.map(({ predictions }) => predictions)).toEqual([1, 2]);
  expect(calibrationError(bins)).toBeCloseTo(0.2 / 3, 12);
});

test('fewer predictions than bins', () => {
  expect(calibrationBins([0.5], [1])).toEqual([{ predictions: 1, probability: 0.5, frequency: 1 }]);
  expect(calibrationError(calibrationBins([], []))).toBe(0);
});
