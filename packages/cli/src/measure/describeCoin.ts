import type { CoinMeasurement } from './measureCoin.js';
import type { Difference } from './shareDifference.js';
import { growthOfSample } from './smallestEffect.js';

/** Printed if the shop does not name the share of devices that the intervention can reach. */
const ELIGIBLE_SHARES = [1, 0.5, 0.2, 0.1];

const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
const count = (value: number) => Math.round(value).toLocaleString('en');
const signed = (value: number, text: (value: number) => string) => `${value < 0 ? '−' : '+'}${text(Math.abs(value))}`;

function differenceText({ difference, interval }: Difference, text: (value: number) => string): string {
  const [lower, upper] = interval.map((bound) => signed(bound, text));
  return `${signed(difference, text)} (95 % interval ${lower} to ${upper})`;
}

function conclusionOf({ treated, holdout, result }: CoinMeasurement): string {
  const { conversion, smallestEffect } = result!;
  const [lower, upper] = conversion.interval;
  const devices = `${count(treated.devices)} treated and ${count(holdout.devices)} held-out devices`;
  if (lower > 0) return `The intervention adds orders, with ${devices}.`;
  if (upper < 0) return `The intervention costs orders, with ${devices}.`;
  const base = holdout.successes / holdout.devices;
  const relative = base > 0 ? `, ${((100 * smallestEffect) / base).toFixed(0)} % of ${percent(base)}` : '';
  return `No effect visible with ${devices}. The smallest effect that they show is ${percent(smallestEffect)}${relative}.`;
}

/** @param eligibleShare the share of devices that the intervention can reach. 0 to 1, exclusive of 0 */
export function describeCoin(
  measurement: CoinMeasurement,
  { untilText, currency, eligibleShare }: { untilText: string; currency: string; eligibleShare: number | undefined },
): string {
  const { coin, treated, holdout, ratio, changed, harmOnDay, result } = measurement;
  const groups = [
    `  treated   ${count(treated.devices)} devices, ${count(treated.successes)} with an order`,
    `  held out  ${count(holdout.devices)} devices, ${count(holdout.successes)} with an order`,
    ...(changed > 0
      ? [`  ${count(changed)} devices erased their history in the test. They stay in their first group.`]
      : []),
  ];
  const title = coin === 'all' ? 'all interventions together' : coin;
  if (!ratio.matches)
    return [
      title,
      ...groups,
      `  No conclusion: the groups do not have the sizes of the coin (chi-square ${ratio.chiSquare.toFixed(1)}, limit 10.8). Devices of one group are missing from the file. Find out why first.`,
    ].join('\n');
  const shares = eligibleShare === undefined ? ELIGIBLE_SHARES : [eligibleShare];
  const growth = shares.map((share) => `${share * 100} %: ${growthOfSample(share).toLocaleString('en')} times`);
  const harm =
    harmOnDay === undefined
      ? '  Test for harm: no alarm. It may be read every day.'
      : `  Test for harm: alarm since day ${harmOnDay}. Treated devices order less. End the intervention.`;
  if (!result)
    return [
      title,
      ...groups,
      harm,
      `  No result before the horizon is over (${untilText}). Early looks find effects that are not there.`,
    ].join('\n');
  const money = (value: number) => `${value.toFixed(2)} ${currency}`;
  return [
    title,
    ...groups,
    `  conversion        ${differenceText(result.conversion, percent)}`,
    `  value per device  ${differenceText(result.valuePerDevice, money)}`,
    `  ${conclusionOf(measurement)}`,
    harm,
    `  Devices needed for the same effect on eligible devices, by their share: ${growth.join(', ')} as many.`,
  ].join('\n');
}
