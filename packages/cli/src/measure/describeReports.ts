import { devicesNeeded, REPORT_BUCKETS, type ReportQuestion } from '@aisle/decisions';
import type { ReportMeasurement } from './measureReports.js';

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
const signed = (share: number) => `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;
const count = (value: number) => value.toLocaleString('en');
/** The effect of the printed number of devices. */
const EXAMPLE = [0.03, 0.036] as const;

export function describeReports(
  { treated, holdout, ratio, success }: ReportMeasurement,
  { intervention, epsilon, until, sendWithinHours }: ReportQuestion,
): string {
  const rows = Object.entries({ treated, 'held out': holdout }).map(([name, { reports, buckets }]) => {
    const shares = REPORT_BUCKETS.map((bucket) =>
      buckets ? `${bucket} ${percent(buckets[bucket].share)} ± ${percent(buckets[bucket].standardError)}` : '',
    );
    return `  ${name.padEnd(10)}${[`${count(reports)} reports`, ...(buckets ? shares : [])].join(', ')}`;
  });
  const conclusion = () => {
    if (!ratio.matches)
      return `No conclusion: the groups do not have the sizes of the coin (chi-square ${ratio.chiSquare.toFixed(1)}, limit 10.8). Reports of one group are missing. Find out why first.`;
    if (!success)
      return `No result before all answers are sent (${sendWithinHours} hours after ${until}), and without both groups.`;
    const [lower, upper] = success.interval;
    const found = `Success: ${signed(success.difference)} (95 % interval ${signed(lower)} to ${signed(upper)}).`;
    if (lower > 0) return `${found} The intervention adds successes.`;
    return upper < 0 ? `${found} The intervention costs successes.` : `${found} No effect visible.`;
  };
  const needed = count(+devicesNeeded(EXAMPLE, 'unary', epsilon).toPrecision(3));
  return [
    `${intervention}, reports with ε = ${epsilon}`,
    ...rows,
    `  ${conclusion()}`,
    `  To see 20 % more than 3 %, ${needed} devices in each of two equal groups are needed at this ε.`,
  ].join('\n');
}
