import type { Reader } from '@aisle/core';
import type { Declaration } from './declaration.js';

/** Checks what the question of reports needs of the rest of a declaration. */
export function checkReport({ report, interventions, holdout }: Declaration, reader: Reader): void {
  if (!report) return;
  if (!interventions.some(({ id }) => id === report.intervention))
    reader.field('intervention').refuse('the id of an intervention of this declaration');
  const [fromMs, untilMs] = [Date.parse(report.from), Date.parse(report.until)];
  if (Number.isNaN(fromMs)) reader.field('from').refuse('a day of the calendar');
  if (!(untilMs >= fromMs)) reader.field('until').refuse('a day of the calendar, not before `from`');
  if (holdout.share === 0 || holdout.share === 1)
    reader.refuse('absent with a holdout share of 0 or 1: there would be nothing to compare with');
}
