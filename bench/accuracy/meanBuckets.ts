import type { Bucket } from '../../packages/cli/src/evaluation/buckets.js';
import { mean, type Run } from './results.js';

const rangesOf = (buckets: readonly Bucket[]) => JSON.stringify(buckets.map(({ from, to }) => [from, to]));

/** Means over the runs, without buckets that have no examples. Runs of older versions with other ranges are omitted. */
export function meanBuckets(runs: readonly Run[], bucketsOf: (run: Run) => readonly Bucket[]): Bucket[] {
  const all = runs.map(bucketsOf);
  const ranges = rangesOf(all.at(-1)!);
  const alike = all.filter((buckets) => rangesOf(buckets) === ranges);
  return alike[0]!.flatMap((bucket, i) =>
    bucket.examples === 0
      ? []
      : {
          ...bucket,
          values: Object.fromEntries(
            Object.keys(bucket.values).map((scorer) => [
              scorer,
              mean(alike.map((buckets) => buckets[i]!.values[scorer]!)),
            ]),
          ),
        },
  );
}
