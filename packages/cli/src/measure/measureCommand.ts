import type { Option } from '../option.js';

/** The command that compares devices with and without interventions. */
export const MEASURE_COMMAND = {
  measure: {
    summary: 'compare devices with and without interventions, at the end of a period that you fixed before',
    options: [
      { name: 'interventions', value: 'FILE', text: 'JSON declaration of interventions', required: true },
      {
        name: 'orders',
        value: 'FILE',
        text: 'CSV with the columns device, time, coins, value: visits and orders with the groups of their device',
        required: true,
        alternative: 'reports',
      },
      { name: 'reports', value: 'FILE', text: 'reports with noise, a line of JSON for each' },
      { name: 'from', value: 'DAY', text: 'with --orders: first day of the test, YYYY-MM-DD (UTC)' },
      {
        name: 'until',
        value: 'DAY',
        text: 'with --orders: last day of the test. No result is printed before it is over',
      },
      { name: 'eligible', value: 'S', text: 'share of devices that an intervention can reach, 0 to 1' },
      { name: 'counts', value: 'FILE', text: 'with --reports: write counts for aisle policy update --reports' },
      { name: 'json', text: 'print JSON' },
    ],
  },
} as const satisfies Readonly<Record<string, { readonly summary: string; readonly options: readonly Option[] }>>;
