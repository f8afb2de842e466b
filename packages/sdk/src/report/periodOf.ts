import type { ReportQuestion } from '@aisle/decisions';

const HOUR_MS = 3_600_000;

/** The times of a question: outcomes count from `fromMs` to `overMs`, and answers are sent from then to `closesMs`. */
export function periodOf({ from, until, sendWithinHours }: ReportQuestion) {
  const overMs = Date.parse(until) + 24 * HOUR_MS;
  return { fromMs: Date.parse(from), overMs, closesMs: overMs + sendWithinHours * HOUR_MS };
}
