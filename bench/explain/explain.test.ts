import { expect, test } from 'vitest';
import { measureExplanations } from './explain.js';
import { summarize } from './summarize.js';

test('contributions add up to the scores of the example release', async () => {
  const { histories, largestError, named } = await measureExplanations(30);
  expect(histories).toBe(30);
  // Scores are float32, and the sum of the network and the bias is rounded before the other parts are added.
  expect(largestError).toBeLessThan(1e-3);
  expect(largestError).toBeGreaterThan(0);
  expect(named.lowersScoreMost).toBeGreaterThan(0.5);
});

test('figures are those of the largest contribution beside the largest loss', () => {
  const event = (contribution: number, scoreLost: number, placesLost: number) => ({
    contribution,
    scoreLost,
    placesLost,
  });
  const explained = (error: number, together: number, ...events: ReturnType<typeof event>[]) => ({
    score: -2,
    error,
    together,
    popularity: 0,
    events,
  });
  const figures = summarize([
    explained(1e-6, 1, event(2, 3, 0), event(1, 1, 4)),
    explained(-1e-5, -1, event(2, 1, 5), event(1, 4, 2)),
    explained(0, 1, event(2, 2, 2)),
    explained(0, 1, event(-1, 2, 2)),
  ]);
  expect(figures).toMatchObject({
    histories: 4,
    largestError: 1e-5,
    togetherOfScore: { 50: 0.5 },
    named: {
      histories: 3,
      withChoice: 2,
      lowersScoreMost: 0.5,
      losesMostPlaces: 0.5,
      scoreLostOfMost: { 5: 0.25, 95: 1 },
    },
  });
});
