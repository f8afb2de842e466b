/** What a device reports of an intervention: nothing happened, the goal was reached, or the shopper closed it. */
export const REPORT_BUCKETS = ['none', 'success', 'closed'] as const;
export type ReportBucket = (typeof REPORT_BUCKETS)[number];
