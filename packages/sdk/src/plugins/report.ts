export type { AggregationTask, BucketEstimate, ReportAggregation, ReportBucket } from '@aisle/decisions';
export { addReports } from '../report/addReports.js';
export type { OptInOptions, Reports } from '../report/reports.js';
export type { ReportsHost } from '../report/reportsHost.js';
