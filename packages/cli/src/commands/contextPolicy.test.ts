import { readFileSync } from 'node:fs';
import path from 'node:path';
import { decideIntervention, parsePolicy } from '@aisle/decisions';
import { expect, test } from 'vitest';
import { policy } from '../../../decisions/src/testing/policy.js';
import { declarationOf, WELCOME } from '../../../decisions/src/testing/welcomeDeclaration.js';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';
import { contextPolicy } from './contextPolicy.js';
import { updatePolicy } from './updatePolicy.js';

const files = temporaryFiles();
/** Value 100, cost 2. */
const declaration = declarationOf(WELCOME);
const interventions = files.write('interventions.json', JSON.stringify(declaration));
const { welcome } = policy.interventions;
const before = { ...policy, exploration: 0, floor: 0, interventions: { welcome: welcome! } };
const HEADER = 'intervention,group,hasCart,isReturning,devices,successes\n';
/** It helps devices without a cart (17 % after 10 %), and hurts those with one (8 % after 10 %). Returning changes nothing. */
const rowsOf = (devices: number) =>
  [0, 1]
    .flatMap((isReturning) => [
      `welcome,shown,0,${isReturning},${devices},${(17 * devices) / 100}`,
      `welcome,held-out,0,${isReturning},${devices},${devices / 10}`,
      `welcome,shown,1,${isReturning},${devices},${(8 * devices) / 100}`,
      `welcome,held-out,1,${isReturning},${devices},${devices / 10}`,
    ])
    .join('\n');

let count = 0;
async function run(texts: { readonly reports?: string; readonly heldOut?: string }) {
  const name = `${++count}`;
  const write = (kind: string, text: string) => files.write(`${kind}-${name}.csv`, `${HEADER}${text}\n`);
  const out = path.join(files.folder, `policy-${name}.json`);
  const lines: string[] = [];
  await contextPolicy(
    {
      policy: files.write(`before-${name}.json`, JSON.stringify(before)),
      interventions,
      reports: write('reports', texts.reports ?? rowsOf(5000)),
      heldOut: write('held-out', texts.heldOut ?? rowsOf(5000)),
      out,
    },
    (line) => lines.push(line),
  );
  return { out, printed: lines.join('\n'), after: parsePolicy(JSON.parse(readFileSync(out, 'utf8'))) };
}

test('a significant feature joins the policy, and devices decide by it', async () => {
  const { after, printed } = await run({});
  expect(printed).toMatch(/welcome +hasCart +show +nothing +[\d.]+ +[\d.]+ +[\d.]+ +significant\n/);
  const decide = (items: number) =>
    decideIntervention({
      declaration,
      policy: after,
      placement: 'cart',
      situation: {
        deviceId: 'a',
        nowMs: 60_000,
        sessionStartMs: 0,
        cart: { items, value: 0 },
        orders: 0,
        viewedCategories: [],
        automated: false,
        exposures: [],
        dismissals: [],
        muted: [],
      },
      random: () => 0.5,
    });
  expect([decide(0), decide(1)]).toMatchObject([
    { act: true, reason: 'chosen' },
    { act: false, reason: 'not-worth-its-cost' },
  ]);
});

test('a feature that held-out counts do not confirm is not used', async () => {
  const { after, printed } = await run({ heldOut: rowsOf(100) });
  expect(after).toEqual(before);
  expect(printed).toContain('context: not significant. The policy stays as it is.');
});

test('a policy with context refuses counts of all devices', async () => {
  const { out } = await run({});
  const reports = files.write(
    'all.csv',
    'intervention,group,devices,successes\nwelcome,shown,9,1\nwelcome,held-out,9,1\n',
  );
  await expect(updatePolicy({ policy: out, reports, out }, () => {})).rejects.toMatchObject({
    code: 'data-invalid',
    message: expect.stringContaining('run aisle policy context again'),
  });
});

test.each([
  ['a feature that is neither 0 nor 1', 'welcome,shown,2,0,10,1', 'hasCart "2" in line 2. Write 0 or 1.'],
  ['a group without devices', 'welcome,shown,1,0,10,1', 'no devices of welcome in a group with or without hasCart'],
])('refuses %s', async (_, reports, message) => {
  await expect(run({ reports })).rejects.toMatchObject({
    code: 'data-invalid',
    message: expect.stringContaining(message),
  });
});

test('refuses to test a choice on the counts that made it', async () => {
  const same = files.write('same.csv', `${HEADER}${rowsOf(5000)}\n`);
  const before = files.write('same.json', JSON.stringify(policy));
  const out = path.join(files.folder, 'never.json');
  await expect(
    contextPolicy({ policy: before, interventions, reports: same, heldOut: same, out }, () => {}),
  ).rejects.toMatchObject({ code: 'invalid-argument', message: expect.stringContaining('are both') });
});
