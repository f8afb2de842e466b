import type { Aisle } from '../api.js';

/** An Aisle instance, or an object that forwards the calls to the script tag. */
export interface ExplanationsHost extends Pick<Aisle, 'request'> {
  /** Undefined until the script tag has loaded. */
  status(): Pick<ReturnType<Aisle['status']>, 'consent' | 'worker'> | undefined;
  subscribe(listener: () => void): unknown;
}
