import type { BucketEstimate } from './estimateBuckets.js';
import type { ReportBucket } from './reportBuckets.js';

/** A number that a device splits into two shares, so that neither server learns it (Prio, RFC draft-irtf-cfrg-vdaf). */
export interface AggregationTask {
  /** The task's id of the Distributed Aggregation Protocol: 32 bytes, base64url without padding. */
  readonly taskId: string;
  readonly leaderUrl: string;
  readonly helperUrl: string;
  /** The fewest reports that the servers aggregate. */
  readonly minReports: number;
}

/**
 * Reports by two servers that do not collude (Distributed Aggregation Protocol,
 * https://datatracker.ietf.org/doc/draft-ietf-ppm-dap/). A shop implements it with a client and a collector of its choice.
 * Aisle has none: the client on npm speaks an early draft.
 */
export interface ReportAggregation {
  readonly task: AggregationTask;
  /** Sends the bucket of one device, encrypted for each server. The caller has the shopper's permission. */
  report(bucket: ReportBucket): Promise<void>;
  /** The aggregate of both servers. The noise of the servers, if any, is in the standard errors. */
  collect(): Promise<{
    readonly reports: number;
    readonly buckets: Readonly<Record<ReportBucket, BucketEstimate>>;
  }>;
}
