import { REPORT_BUCKETS, type ReportBucket } from './reportBuckets.js';
import { flipProbability, KEEP_PROBABILITY } from './unaryEncoding.js';

/** The share of devices in a bucket. */
export interface BucketEstimate {
  /** Unbiased, so it can be below 0 or above 1. */
  readonly share: number;
  readonly standardError: number;
}

/**
 * Estimates how many devices are in each bucket from reports with noise. With n reports of which a share s has the bit,
 * the estimate is (s − q) / (p − q), with standard error √(s (1 − s) / n) / (p − q) (Wang et al. 2017, equation 1, with the
 * observed share for the true one).
 *
 * @param ones [buckets], how many reports have the bit of each bucket
 * @param reports above 0
 */
export function estimateBuckets(
  ones: readonly number[],
  reports: number,
  epsilon: number,
): Readonly<Record<ReportBucket, BucketEstimate>> {
  const q = flipProbability(epsilon);
  const scale = KEEP_PROBABILITY - q;
  const estimates = REPORT_BUCKETS.map((bucket, i): [ReportBucket, BucketEstimate] => {
    const observed = ones[i]! / reports;
    return [
      bucket,
      {
        share: (observed - q) / scale,
        standardError: Math.sqrt((observed * (1 - observed)) / reports) / scale,
      },
    ];
  });
  return Object.fromEntries(estimates) as Record<ReportBucket, BucketEstimate>;
}
