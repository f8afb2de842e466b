import type { Random } from '@aisle/core';
import { REPORT_BUCKETS, type ReportBucket } from './reportBuckets.js';

/** The probability that the bit of the true bucket is 1. */
export const KEEP_PROBABILITY = 1 / 2;

/** The probability that the bit of another bucket is 1. */
export const flipProbability = (epsilon: number): number => 1 / (Math.exp(epsilon) + 1);

/**
 * Optimised unary encoding: one bit for each bucket, each with noise. Whatever the true bucket is, no text of bits is more
 * than e^ε times as likely as with another bucket.
 *
 * Source: Wang, Blocki, Li and Jha 2017, "Locally differentially private protocols for frequency estimation", section 4.3,
 * https://www.usenix.org/system/files/conference/usenixsecurity17/sec17-wang-tianhao.pdf.
 *
 * @param random draws once for each bucket, whatever the true bucket is
 * @returns such as `010`, in the order of REPORT_BUCKETS
 */
export function encodeBucket(bucket: ReportBucket, epsilon: number, random: Random): string {
  const bits = REPORT_BUCKETS.map((one) =>
    Number(random() < (one === bucket ? KEEP_PROBABILITY : flipProbability(epsilon))),
  );
  return bits.join('');
}
