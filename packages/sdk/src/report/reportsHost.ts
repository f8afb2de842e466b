import type { Aisle } from '../api.js';

/** An Aisle instance, or an object that forwards the calls to the script tag. */
export interface ReportsHost extends Pick<Aisle, 'changeDecisions' | 'request'> {
  /** Undefined until the script tag has loaded. */
  status(): Pick<ReturnType<Aisle['status']>, 'consent'> | undefined;
  subscribe(listener: () => void): unknown;
}
