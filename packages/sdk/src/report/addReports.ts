import { type Reports, reportsOn } from './reports.js';
import type { ReportsHost } from './reportsHost.js';

/** Adds `reports` to an instance. Call it on every page. A second call changes nothing. @returns the same object */
export const addReports = <Instance extends ReportsHost & { readonly reports?: Reports }>(
  aisle: Instance,
): Instance & { readonly reports: Reports } =>
  Object.assign(aisle, aisle.reports ? undefined : { reports: reportsOn(aisle) }) as Instance & {
    readonly reports: Reports;
  };
