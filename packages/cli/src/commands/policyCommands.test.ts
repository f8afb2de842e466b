import { readFileSync } from 'node:fs';
import path from 'node:path';
import { chooseIntervention, parsePolicy } from '@aisle/decisions';
import { expect, test } from 'vitest';
import { declarationOf, WELCOME } from '../../../decisions/src/testing/welcomeDeclaration.js';
import { temporaryFiles } from '../data/testing/temporaryFiles.js';
import { type InitPolicyOptions, initPolicy } from './initPolicy.js';
import { updatePolicy } from './updatePolicy.js';

const files = temporaryFiles();
const HINT = { ...WELCOME, id: 'free-shipping', kind: 'hint' } as const;
const interventions = files.write('interventions.json', JSON.stringify(declarationOf(WELCOME, HINT)));
const HEADER = 'intervention,group,devices,successes\n';
/** Beta(1, 1) with these counts: Beta(80, 920), mean .08, and Beta(60, 940), mean .06. */
const WELCOME_COUNTS = 'welcome,shown,998,79\nwelcome,held-out,998,59\n';
const GUESS = { baseRate: 0.05, uplift: 0.01, spread: 0.02 };
const NO_GUESS = { baseRate: undefined, uplift: undefined, spread: undefined };
const CANDIDATES = [{ id: 'welcome', cost: 2, value: 1000 }];

let count = 0;
async function init(options: Partial<InitPolicyOptions>) {
  const out = path.join(files.folder, `policy-${++count}.json`);
  const lines: string[] = [];
  await initPolicy({ interventions, out, test: undefined, guess: NO_GUESS, ...options }, (line) => lines.push(line));
  return { out, printed: lines.join('\n'), policy: parsePolicy(JSON.parse(readFileSync(out, 'utf8'))) };
}

test('a guess is a policy that explores and never acts for gain', async () => {
  const { policy, printed } = await init({ guess: GUESS });
  const guessed = { shown: { mean: 0.060000000000000005, spread: 0.02 }, base: { mean: 0.05, spread: 0.02 } };
  expect(policy.interventions).toEqual({
    welcome: { ...guessed, exposures: 0 },
    'free-shipping': { ...guessed, exposures: 0 },
  });
  expect(chooseIntervention(policy, CANDIDATES, {}, () => 0)).toMatchObject({ explored: false, probability: 0.9 });
  expect(chooseIntervention(policy, CANDIDATES, {}, () => 0.95)).toMatchObject({ drawn: 'welcome', explored: true });
  expect(printed).toMatch(/welcome +now +0 +6\.00 ± 2\.00 % +5\.00 ± 2\.00 % +1\.00 ± 2\.83 %/);
});

test('a past test gives estimates and exposures; a guess the rest', async () => {
  const { policy } = await init({
    test: files.write('test.csv', HEADER + WELCOME_COUNTS.replaceAll('998', '1998')),
    guess: { baseRate: 0.5, uplift: 0, spread: Math.sqrt(1 / 12) },
  });
  expect(policy.interventions.welcome).toEqual({
    shown: { mean: expect.closeTo(0.04, 12), spread: expect.closeTo(Math.sqrt((0.04 * 0.96) / 2001), 12) },
    base: { mean: expect.closeTo(0.03, 12), spread: expect.closeTo(Math.sqrt((0.03 * 0.97) / 2001), 12) },
    exposures: 1998,
  });
  expect(policy.interventions['free-shipping']).toMatchObject({ exposures: 0, shown: { mean: 0.5 } });
});

test.each([
  ['nothing known of an intervention', { test: WELCOME_COUNTS }, 'Nothing is known of the intervention free-shipping.'],
  ['half a guess', { guess: { ...GUESS, spread: undefined } }, 'A guess needs --base-rate, --uplift and --spread.'],
  ['an impossible share', { guess: { ...GUESS, uplift: -0.05 } }, 'No share has the mean 0 and the spread 0.02.'],
  ['too large a spread', { guess: { ...GUESS, spread: 0.5 } }, 'No share has the mean 0.05 and the spread 0.5.'],
  ['an existing file', { out: interventions, guess: GUESS }, `--out ${interventions} exists.`],
])(
  'init refuses %s',
  async (_, { test: rows, ...options }: { test?: string } & Partial<InitPolicyOptions>, message) => {
    const test = rows === undefined ? undefined : files.write('part.csv', HEADER + rows);
    await expect(init({ ...options, test })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining(message),
    });
  },
);

test('update adds counts, keeps the rest and prints both', async () => {
  const { out, policy } = await init({ guess: { baseRate: 0.5, uplift: 0, spread: Math.sqrt(1 / 12) } });
  const lines: string[] = [];
  const reports = files.write('reports.csv', HEADER + WELCOME_COUNTS);
  await updatePolicy({ policy: out, reports, out }, (line) => lines.push(line));
  const updated = parsePolicy(JSON.parse(readFileSync(out, 'utf8')));
  expect(updated).toEqual({
    ...policy,
    interventions: {
      ...policy.interventions,
      welcome: {
        shown: { mean: expect.closeTo(0.08, 12), spread: expect.closeTo(Math.sqrt((0.08 * 0.92) / 1001), 12) },
        base: { mean: expect.closeTo(0.06, 12), spread: expect.closeTo(Math.sqrt((0.06 * 0.94) / 1001), 12) },
        exposures: 998,
      },
    },
  });
  // The spread of the uplift is the root of .0736 / 1001 + .0564 / 1001, which is .0114.
  expect(lines[0]).toMatch(/welcome +before +0 +50\.00 ± 28\.87 %/);
  expect(lines[0]).toMatch(/welcome +after +998 +8\.00 ± 0\.86 % +6\.00 ± 0\.75 % +2\.00 ± 1\.14 %/);
  // The lower bound is .02 − 1.2816 · .0114 = .0054. With a value of 1000, it pays a cost of 2.
  const choose = () => chooseIntervention({ ...updated, minExposures: 998 }, CANDIDATES, {}, () => 0.5);
  expect(choose()).toMatchObject({ drawn: 'welcome', explored: false });
});

test('update refuses a spread to which no counts can be added, with its line', async () => {
  const { policy } = await init({ guess: GUESS });
  const certain = { ...policy.interventions.welcome!, base: { mean: 0.05, spread: 0 } };
  const text = JSON.stringify({ ...policy, interventions: { welcome: certain } }, null, 2);
  const file = files.write('certain.json', text);
  const reports = files.write('more.csv', HEADER + WELCOME_COUNTS);
  await expect(updatePolicy({ policy: file, reports, out: file }, () => {})).rejects.toMatchObject({
    code: 'data-invalid',
    message: expect.stringContaining(`${file}:14:15: interventions.welcome.base must have a spread above 0`),
  });
  expect(readFileSync(file, 'utf8')).toBe(text);
});
