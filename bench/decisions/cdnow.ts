import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

export const WEEK_MS = 7 * 86_400_000;
/** The protocol of the published estimates: 39 weeks to learn from, and the 39 weeks after them. */
export const CALIBRATION_END_MS = Date.UTC(1997, 8, 30);
export const HOLDOUT_WEEKS = 39;

/** The days with an order of each shopper of CDNOW's 1/10 sample, oldest first. */
export function readCdnow(dataFolder: string): readonly (readonly number[])[] {
  const text = gunzipSync(readFileSync(path.join(dataFolder, 'cdnow/CDNOW_sample.txt.gz'))).toString();
  const days = new Map<string, Set<number>>();
  for (const line of text.trim().split('\n')) {
    const [, shopper = '', date = ''] = line.trim().split(/\s+/);
    if (!/^\d{8}$/.test(date)) continue;
    const ms = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6)));
    days.set(shopper, (days.get(shopper) ?? new Set()).add(ms));
  }
  return [...days.values()].map((set) => [...set].sort((a, b) => a - b));
}
