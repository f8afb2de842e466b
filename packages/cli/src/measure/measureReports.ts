import { type BucketEstimate, estimateBuckets, type ReportBucket } from '@aisle/decisions';
import type { ReportCounts } from './readReports.js';
import { type SampleRatio, sampleRatio } from './sampleRatio.js';
import type { Difference } from './shareDifference.js';

const Z = 1.959964;

export interface ReportMeasurement {
  readonly treated: GroupReports;
  readonly holdout: GroupReports;
  readonly ratio: SampleRatio;
  /** Of the share of success. Absent if the sizes of the groups do not match, or before the last answer is sent. */
  readonly success?: Difference;
}

/** A group without reports has no estimates. */
interface GroupReports {
  readonly reports: number;
  readonly buckets?: Readonly<Record<ReportBucket, BucketEstimate>>;
}

/** Estimates the outcomes of both groups from reports with noise, and what the intervention adds. */
export function measureReports(
  counts: Readonly<Record<'treated' | 'holdout', ReportCounts>>,
  { epsilon, holdoutShare, isOver }: { epsilon: number; holdoutShare: number; isOver: boolean },
): ReportMeasurement {
  const [treated, holdout] = [counts.treated, counts.holdout].map(
    ({ reports, ones }): GroupReports => ({
      reports,
      ...(reports > 0 && { buckets: estimateBuckets(ones, reports, epsilon) }),
    }),
  ) as [GroupReports, GroupReports];
  const ratio = sampleRatio(treated.reports, holdout.reports, holdoutShare);
  const common = { treated, holdout, ratio };
  if (!ratio.matches || !isOver || !treated.buckets || !holdout.buckets) return common;
  const [first, second] = [treated.buckets.success, holdout.buckets.success];
  const difference = first.share - second.share;
  const reach = Z * Math.hypot(first.standardError, second.standardError);
  return { ...common, success: { difference, interval: [difference - reach, difference + reach] } };
}
