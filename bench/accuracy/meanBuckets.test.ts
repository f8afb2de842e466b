import { expect, test } from 'vitest';
import { meanBuckets } from './meanBuckets.js';
import { runWith } from './testing/runs.js';

const run = (...buckets: readonly (readonly [from: number, examples: number, model: number])[]) => {
  const { details } = runWith(0.1);
  const byItemPopularity = buckets.map(([from, examples, model]) => ({ from, examples, values: { model } }));
  return runWith(0.1, {}, { details: { ...details, byItemPopularity } });
};

test('buckets are means over runs with the same ranges', () => {
  const runs = [run([1, 4, 9], [10, 4, 9]), run([1, 4, 0.2], [5, 3, 0.5]), run([1, 4, 0.4], [5, 3, 0.1])];
  const found = meanBuckets(runs, ({ details }) => details.byItemPopularity);
  expect(found.map(({ from, values }) => [from, Number(values.model!.toFixed(12))])).toEqual([
    [1, 0.3],
    [5, 0.3],
  ]);
});

test('buckets without examples are omitted', () => {
  const found = meanBuckets([run([1, 0, 0], [5, 3, 0.5])], ({ details }) => details.byItemPopularity);
  expect(found.map(({ from }) => from)).toEqual([5]);
});
