import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { seededRandom } from '@aisle/core';
import { encodeBucket } from '@aisle/decisions';
import { beforeAll, expect, test } from 'vitest';
import { type MeasureOptions, measure } from './measure.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'aisle-measure-'))));

const HINT = {
  id: 'hint',
  kind: 'hint',
  placements: ['cart'],
  cost: 0,
  value: 1,
  goal: { event: 'purchase', withinHours: 24 },
  creative: { en: { title: 'Hello' } },
};
const declarationOf = (share: number) => ({
  version: 1,
  currency: 'EUR',
  defaults: { caps: { perSession: 1, perWeek: 3 }, dismissalDays: 30, cooldownHours: 24, secondsOnSite: 0 },
  holdout: { share, salt: 'spring' },
  interventions: [HINT],
  report: { intervention: 'hint', epsilon: 4, from: '2027-03-01', until: '2027-03-28', sendWithinHours: 48 },
});

async function write(name: string, content: unknown): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

async function run(options: Partial<MeasureOptions>, share = 0.5): Promise<string> {
  let printed = '';
  const interventions = await write(`interventions-${share}.json`, declarationOf(share));
  await measure(
    {
      interventions,
      orders: undefined,
      reports: undefined,
      from: '2027-03-01',
      until: '2027-03-28',
      eligibleShare: undefined,
      counts: undefined,
      json: false,
      nowMs: Date.UTC(2027, 3, 15),
      ...options,
    },
    (text) => (printed += text),
  );
  return printed;
}

/** Devices that come on the first day, with an order of 20 for the first ones. */
function ordersOf(groups: Readonly<Record<'treated' | 'holdout', readonly [devices: number, orders: number]>>): string {
  const rows = Object.entries(groups).flatMap(([side, [devices, orders]]) => {
    const coins = `"{""all"":""treated"",""hint"":""${side}""}"`;
    return Array.from({ length: devices }, (_, i) => [
      `${side}-${i},2027-03-01 10:00:00,${coins},`,
      ...(i < orders ? [`${side}-${i},2027-03-02 10:00:00,${coins},20`] : []),
    ]).flat();
  });
  return `device,time,coins,value\n${rows.join('\n')}\n`;
}

test('an effect is concluded at the end of the period', async () => {
  const orders = await write('effect.csv', ordersOf({ treated: [1000, 150], holdout: [1000, 100] }));
  const text = await run({ orders });
  expect(text).toContain('Period: 2027-03-01 to 2027-03-28 (UTC), 28 days. 2,000 devices');
  expect(text).toContain('treated   1,000 devices, 150 with an order');
  expect(text).toContain('conversion        +5.00 % (95 % interval +2.10 % to +7.90 %)');
  expect(text).toContain('value per device  +1.00 EUR');
  expect(text).toContain('The intervention adds orders');
  expect(text).toContain('20 %: 25 times');
});

test('without a visible effect, the smallest one that shows is printed', async () => {
  const orders = await write('none.csv', ordersOf({ treated: [1000, 102], holdout: [1000, 100] }));
  // 2.801585 · √(.1 · .9 · 2 / 1000)
  expect(await run({ orders })).toContain(
    'No effect visible with 1,000 treated and 1,000 held-out devices. The smallest effect that they show is 3.76 %, 38 % of 10.00 %.',
  );
});

test('before the period is over, only harm is reported', async () => {
  const orders = await write('harm.csv', ordersOf({ treated: [3000, 150], holdout: [3000, 300] }));
  const text = await run({ orders, nowMs: Date.UTC(2027, 2, 5) });
  expect(text).toContain('No result before the horizon is over (2027-03-28)');
  expect(text).toContain('alarm since day 2');
  expect(text).not.toContain('conversion');
});

test('nothing is concluded if the groups do not have the sizes of the coin', async () => {
  const orders = await write('ratio.csv', ordersOf({ treated: [1000, 300], holdout: [800, 100] }));
  const text = await run({ orders });
  expect(text).toContain('No conclusion: the groups do not have the sizes of the coin (chi-square 22.2');
  expect(text).not.toMatch(/conversion|alarm|adds/);
});

test('devices that see no intervention count for the coin of all only', async () => {
  const row = (device: string, coins: object) =>
    `${device},2027-03-01,"${JSON.stringify(coins).replaceAll('"', '""')}",`;
  const rows = [
    row('a', { all: 'holdout', hint: 'treated' }),
    row('b', { all: 'treated', hint: 'holdout' }),
    row('c', { all: 'treated', hint: 'treated' }),
    // The device erased its history.
    row('c', { all: 'holdout', hint: 'holdout' }).replace('03-01', '03-03'),
    // Without consent there are no coins.
    'd,2027-03-01,,9',
  ];
  const orders = await write('all.csv', `device,time,coins,value\n${rows.join('\n')}\n`);
  const { coins } = JSON.parse(await run({ orders, json: true }));
  expect(coins).toMatchObject([
    { coin: 'all', treated: { devices: 2 }, holdout: { devices: 1 }, changed: 1 },
    { coin: 'hint', treated: { devices: 1 }, holdout: { devices: 1 }, changed: 1 },
  ]);
});

test.each([
  ['coins', 'a,2027-03-01,treated,', /coins "treated" in line 2.*JSON/],
  ['value', 'a,2027-03-01,{},1€', /value "1€" in line 2/],
  ['time', 'a,yesterday,{},1', /a time that cannot be read .* in line 2/],
])('a row with a wrong %s is refused with its line', async (name, row, message) => {
  const orders = await write(`${name}.csv`, `device,time,coins,value\n${row}\n`);
  await expect(run({ orders })).rejects.toMatchObject({
    code: 'data-invalid',
    message: expect.stringMatching(message),
  });
});

test('a test without a period or a holdout is refused', async () => {
  const orders = await write('empty.csv', 'device,time,coins,value\n');
  await expect(run({ orders, until: undefined })).rejects.toThrow(/--until must be a day.*Fix the period/);
  await expect(run({ orders, until: '2027-02-01' })).rejects.toThrow(/must not be before/);
  await expect(run({ orders }, 0)).rejects.toThrow(/nothing to compare/);
});

const DEVICES = 40_000;
function reportsOf(successes: Readonly<Record<'treated' | 'holdout', number>>): string {
  const random = seededRandom(3);
  return Object.entries(successes)
    .flatMap(([group, share]) =>
      Array.from({ length: DEVICES }, (_, i) => {
        const bits = encodeBucket(i < share * DEVICES ? 'success' : 'none', 4, random);
        return JSON.stringify({ intervention: 'hint', until: '2027-03-28', group, bits });
      }),
    )
    .join('\n');
}

test('reports with noise give estimates, and counts for a policy', async () => {
  const other = '{"intervention":"hint","until":"2026-01-01","group":"treated","bits":"111"}';
  const reports = await write('reports.jsonl', `${reportsOf({ treated: 0.1, holdout: 0.05 })}\n${other}\n`);
  const counts = path.join(folder, 'counts.csv');
  const { treated, holdout, success } = JSON.parse(await run({ reports, counts, json: true }));
  for (const [found, share] of [
    [treated, 0.1],
    [holdout, 0.05],
  ]) {
    expect(found.reports).toBe(DEVICES);
    const error = (found.buckets.success.share - share) / found.buckets.success.standardError;
    expect(Math.abs(error)).toBeLessThan(3);
  }
  expect(success.interval[0]).toBeLessThan(0.05);
  expect(success.interval[1]).toBeGreaterThan(0.05);
  const [header, ...rows] = (await readFile(counts, 'utf8')).trim().split('\n');
  expect(header).toBe('intervention,group,devices,successes');
  for (const [i, { share, standardError }] of [treated.buckets.success, holdout.buckets.success].entries()) {
    const [id, group, devices, successes] = rows[i]!.split(',');
    expect([id, group]).toEqual(['hint', ['shown', 'held-out'][i]]);
    expect(Number(devices)).toBe(Math.round((share * (1 - share)) / standardError ** 2));
    expect(Number(successes)).toBe(Math.round(share * Number(devices)));
  }
  expect(await run({ reports })).toContain('The intervention adds successes.');
});

test('before all reports are sent, there is no result and no counts', async () => {
  const reports = await write(
    'early.jsonl',
    reportsOf({ treated: 0.1, holdout: 0.05 }).split('\n').slice(0, 10).join('\n'),
  );
  const counts = path.join(folder, 'early.csv');
  await expect(run({ reports, counts, nowMs: Date.UTC(2027, 2, 30) })).rejects.toThrow(/there is no result yet/);
});

test('a line that is no report is refused with its line', async () => {
  const reports = await write(
    'broken.jsonl',
    '{"intervention":"hint","until":"2027-03-28","group":"treated","bits":"01"}',
  );
  await expect(run({ reports })).rejects.toThrow(/no report in line 1 .*3 bits/);
});
