import { AisleError } from '@aisle/core';
import type { Declaration } from '@aisle/decisions';
import { describeCoin } from '../measure/describeCoin.js';
import { describeReports } from '../measure/describeReports.js';
import { deviceOutcomes } from '../measure/deviceOutcomes.js';
import { effectiveCounts } from '../measure/effectiveCounts.js';
import { measureCoin } from '../measure/measureCoin.js';
import { measureReports } from '../measure/measureReports.js';
import { readOrders } from '../measure/readOrders.js';
import { readReports } from '../measure/readReports.js';
import { readDeclaration } from '../publishing/readDeclaration.js';
import { writeAtomically } from '../releaseFiles.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface MeasureOptions {
  readonly interventions: string;
  /** One of orders and reports. */
  readonly orders: string | undefined;
  readonly reports: string | undefined;
  readonly from: string | undefined;
  readonly until: string | undefined;
  readonly eligibleShare: number | undefined;
  readonly counts: string | undefined;
  readonly json: boolean;
  /** Decides whether the test is over. */
  readonly nowMs: number;
}

function dayMs(option: string, text: string | undefined): number {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text ?? '') ? Date.parse(text!) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw new AisleError(
    'invalid-argument',
    `--${option} must be a day such as 2027-03-31, found ${JSON.stringify(text)}. Fix the period before the test begins.`,
    { option },
  );
}

async function measureOrders(
  file: string,
  { interventions, holdout, currency }: Declaration,
  { from, until, eligibleShare, json, nowMs }: MeasureOptions,
): Promise<string> {
  const period = { fromMs: dayMs('from', from), untilMs: dayMs('until', until) + DAY_MS };
  if (period.untilMs <= period.fromMs)
    throw new AisleError('invalid-argument', `--until ${until} must not be before --from ${from}.`, {
      option: 'until',
    });
  const outcomes = await deviceOutcomes(readOrders({ file, option: '--orders' }), period);
  const coins = ['all', ...interventions.map(({ id }) => id)];
  const measured = coins.map((coin) => measureCoin(coin, outcomes, holdout.share, period, nowMs));
  if (json) return JSON.stringify({ from, until, coins: measured }, null, 2);
  const lines = [
    `Period: ${from} to ${until} (UTC), ${(period.untilMs - period.fromMs) / DAY_MS} days. ${outcomes.length.toLocaleString('en')} devices, ${holdout.share * 100} % held out for each coin.`,
    ...measured.map((one) => describeCoin(one, { untilText: until!, currency, eligibleShare })),
  ];
  return lines.join('\n\n');
}

async function measureReportsOf(
  file: string,
  { report, holdout }: Declaration,
  { interventions, counts: countsFile, json, nowMs }: MeasureOptions,
): Promise<string> {
  if (!report)
    throw new AisleError('data-invalid', `${interventions} asks no question of reports. Add its field report.`, {
      field: 'report',
    });
  const counts = await readReports({ file, option: '--reports' }, report);
  const overMs = Date.parse(report.until) + DAY_MS + report.sendWithinHours * HOUR_MS;
  const measured = measureReports(counts, {
    epsilon: report.epsilon,
    holdoutShare: holdout.share,
    isOver: nowMs >= overMs,
  });
  const { treated, holdout: heldOut, success } = measured;
  const text = json ? JSON.stringify({ question: report, ...measured }, null, 2) : describeReports(measured, report);
  if (countsFile === undefined) return text;
  if (!success || !treated.buckets || !heldOut.buckets)
    throw new AisleError('invalid-argument', `No counts for --counts ${countsFile}: there is no result yet.\n${text}`);
  const rows = Object.entries({ shown: treated.buckets, 'held-out': heldOut.buckets }).map(([group, buckets]) => {
    const { devices, successes } = effectiveCounts(buckets.success);
    return `${report.intervention},${group},${devices},${successes}\n`;
  });
  await writeAtomically(countsFile, `intervention,group,devices,successes\n${rows.join('')}`);
  return text;
}

/**
 * Compares devices with and without interventions, from a shop's orders or from reports with noise.
 *
 * @throws AisleError `invalid-argument`, or `data-unreadable` or `data-invalid` for a file, with its line
 */
export async function measure(options: MeasureOptions, print: (text: string) => void): Promise<void> {
  const { interventions, orders, reports, eligibleShare } = options;
  if (eligibleShare === 0)
    throw new AisleError('invalid-argument', '--eligible must be above 0, found 0.', { option: 'eligible' });
  const declaration = await readDeclaration(interventions);
  if (declaration.holdout.share === 0 || declaration.holdout.share === 1)
    throw new AisleError(
      'data-invalid',
      `${interventions} holds out a share of ${declaration.holdout.share}, so there is nothing to compare. Choose holdout.share between 0 and 1, such as 0.1.`,
      { field: 'holdout.share' },
    );
  if (orders !== undefined) print(await measureOrders(orders, declaration, options));
  if (reports !== undefined) print(await measureReportsOf(reports, declaration, options));
}
