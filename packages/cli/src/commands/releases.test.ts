import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Pointer, type SignedPointer, signersOf } from '@aisle/weights';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { policy } from '../../../decisions/src/testing/policy.js';
import { declarationOf, WELCOME } from '../../../decisions/src/testing/welcomeDeclaration.js';
import { parseArguments } from '../arguments.js';
import type { Progress } from '../progress.js';
import { writeTestRelease } from '../publishing/testing/testReleases.js';
import { releaseCommands } from './releases.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const command = ['--import', 'tsx', '--conditions=aisle-source', path.join(root, 'packages/cli/src/main.ts')];

let folder: string;
let to: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'aisle-commands-'));
  to = path.join(folder, 'cdn');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => path.join(folder, name);

/** Runs a separate process, as a shop does. */
const spawned = (...args: readonly string[]) =>
  spawnSync(process.execPath, [...command, ...args], { cwd: root, encoding: 'utf8' });

/** Runs a command as `main` does, without the second that a process takes to start. */
async function aisle(
  name: keyof typeof releaseCommands,
  ...args: readonly string[]
): Promise<{ stdout: string; stderr: string }> {
  const out = { stdout: '', stderr: '' };
  const { values, lists } = parseArguments(name, args);
  const progress: Progress = { update() {}, clear() {}, log: (line) => void (out.stderr += `${line}\n`) };
  await releaseCommands[name]({
    values,
    keyFiles: lists.key ?? [],
    progress,
    print: (text) => void (out.stdout += `${text}\n`),
  });
  return out;
}

const signed = () => JSON.parse(readFileSync(path.join(to, 'stable.json'), 'utf8')) as SignedPointer;
const served = () => JSON.parse(signed().signed) as Pointer;

test('keys, releases, rollouts and rollbacks work from the command line', async () => {
  const [a, b] = [
    await writeTestRelease(at('a'), { name: 'a' }),
    await writeTestRelease(at('b'), { name: 'b', changedItems: ['item-7'] }),
  ];
  const keygen = await aisle('keygen', '--out', at('key.pem'));
  const publicKey = /data-key="([\w-]{43})"/.exec(keygen.stdout)![1]!;
  expect(keygen).toMatchObject({ stderr: '', stdout: expect.stringContaining(`Public key: ${publicKey}\n`) });
  expect(keygen.stdout + keygen.stderr).not.toContain('PRIVATE KEY');

  const key = ['--key', at('key.pem')];
  const first = await aisle('publish', '--model', at('a'), '--to', to, ...key, '--expires-days', '3');
  expect(first).toMatchObject({ stderr: '' });
  expect(first.stdout).toMatch(
    new RegExp(`^stable: ${a}; sequence number \\d+, expires .*Z\nNext: upload ${to}, stable\\.json last\\.\n$`),
  );
  expect(Date.parse(served().expiresAt) - Date.parse(served().issuedAt)).toBe(3 * 86_400_000);

  const staged = await aisle('publish', '--model', at('b'), '--to', to, '--share', '.1', ...key);
  expect(staged.stdout).toMatch(
    new RegExp(
      `^stable: ${a}, ${b} for 0\\.1 of the devices; sequence number \\d+, .*\n  delta from ${a} to ${b}: \\d+ B compressed in place of [\\d.]+ kB\n`,
    ),
  );
  expect(served().rollout).toMatchObject({ id: b, share: 0.1 });

  await expect(aisle('promote', '--to', to, ...key)).rejects.toThrow(
    'aisle promote needs --share (for the current rollout) or --release. See aisle promote --help.',
  );
  for (const share of ['10%', '1.5', '-1', '', 'x']) {
    await expect(aisle('promote', '--to', to, ...key, `--share=${share}`)).rejects.toThrow(
      `--share must be a number from 0 to 1, such as 0.1, found ${JSON.stringify(share)}.`,
    );
  }
  await expect(aisle('promote', '--to', to, '--share', '1')).rejects.toThrow(
    `The pointer of stable is signed by ${publicKey}, but found no --key`,
  );
  expect(served().rollout).toBeDefined();
  await aisle('promote', '--to', to, ...key, '--share', '1');
  expect(served().release.releaseId).toBe(b);

  const newKey = /data-key="([\w-]{43})"/.exec((await aisle('keygen', '--out', at('new.pem'))).stdout)![1]!;
  expect(await aisle('renew', '--to', to, ...key, '--key', at('new.pem'))).toMatchObject({ stderr: '' });
  expect(await signersOf(signed(), [publicKey])).toEqual([publicKey]);
  expect(await signersOf(signed(), [newKey])).toEqual([newKey]);
  const renewed = await aisle('renew', '--to', to, ...key, '--key', at('new.pem'), '--intercept=-.5');
  expect(renewed.stdout).toContain(`stable: ${b}, season corrected by -0.5 logits; sequence number `);
  await expect(aisle('renew', '--to', to, ...key, '--intercept', '1e3')).rejects.toThrow(
    '--intercept must be a number, found "1e3".',
  );
  expect(await aisle('rollback', '--to', to, '--key', at('new.pem'))).toMatchObject({ stderr: '' });
  expect(served().release.releaseId).toBe(a);
  expect(await signersOf(signed(), [publicKey])).toEqual([]);

  const inspected = JSON.parse((await aisle('inspect', '--at', to, '--json')).stdout) as {
    pointers: { releaseId: string }[];
  };
  expect(inspected.pointers).toMatchObject([{ releaseId: a, signatures: [{ publicKey: newKey, verifies: true }] }]);
  expect(JSON.parse((await aisle('diff', '--from', at('a'), '--to', at('b'), '--json')).stdout)).toMatchObject({
    from: a,
    to: b,
    items: { changed: 1 },
  });
  // The rollback's pointer does not need the delta to b.
  expect((await aisle('prune', '--to', to, '--dry-run')).stdout).toMatch(
    new RegExp(`^would delete files/${a}--${b}\\.delta \\(\\d+ B\\)\nWould delete 1 files, \\d+ B\n$`),
  );
  expect(readdirSync(path.join(to, 'files'))).toContain(`${a}--${b}.delta`);
  expect((await aisle('prune', '--to', to)).stdout).toMatch(/^deleted .*\nDeleted 1 files, \d+ B\n$/);
  expect(readdirSync(path.join(to, 'files'))).not.toContain(`${a}--${b}.delta`);
});

test('publish says that interventions without a policy are not shown', async () => {
  await writeTestRelease(at('a'), { name: 'a' });
  const declaration = {
    version: 1,
    currency: 'EUR',
    defaults: { caps: { perSession: 1, perWeek: 3 }, dismissalDays: 30, cooldownHours: 24, secondsOnSite: 10 },
    holdout: { share: 0.1, salt: 'spring' },
    interventions: [],
  };
  writeFileSync(at('interventions.json'), JSON.stringify(declaration));
  const options = ['--model', at('a'), '--to', to];
  const notYet = 'Devices show no intervention yet';
  expect((await aisle('publish', ...options)).stdout).not.toContain(notYet);
  const { stdout } = await aisle('publish', ...options, '--interventions', at('interventions.json'));
  expect(stdout).toContain(`${notYet}: the release has interventions, but no policy. Publish with --policy.\n`);
});

test('publish shows the curve of coverage against regret', async () => {
  await writeTestRelease(at('a'), { name: 'a' });
  writeFileSync(at('interventions.json'), JSON.stringify(declarationOf(WELCOME, { ...WELCOME, id: 'free-shipping' })));
  writeFileSync(at('policy.json'), JSON.stringify(policy));
  const decisions = ['--interventions', at('interventions.json'), '--policy', at('policy.json')];
  const { stdout } = await aisle('publish', '--model', at('a'), '--to', to, ...decisions);
  expect(stdout).toMatch(/\n1 \(chosen\) +100 % +0\.0001 +0\.0001 +0\.0000\n/);
});

test('a publish killed before its pointer is written can be repeated', async () => {
  const [a, b] = [
    await writeTestRelease(at('a'), { name: 'a' }),
    await writeTestRelease(at('b'), { name: 'b', changedItems: ['item-7'] }),
  ];
  const publish = (name: string) => spawned('publish', '--model', at(name), '--to', to);
  expect(publish('a')).toMatchObject({
    status: 0,
    stderr: 'aisle: The pointer of stable is unsigned: browsers with a pinned key (data-key) will reject it.\n',
  });
  expect(publish('a')).toMatchObject({
    status: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /\naisle: stable already has a-.*\. To extend its expiry, run aisle renew\. \[invalid-argument\]\n$/,
    ),
  });
  const pointer = readFileSync(path.join(to, 'stable.json'));
  // Opening a pipe without a reader blocks, so the command is killed at this file.
  execFileSync('mkfifo', [path.join(to, 'stable.json.part')]);
  const child = spawn(process.execPath, [...command, 'publish', '--model', at('b'), '--to', to], {
    cwd: root,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
  while (!readFileSync(path.join(to, 'history.json'), 'utf8').includes(b)) await setTimeout(20);
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  expect(readFileSync(path.join(to, 'stable.json'))).toEqual(pointer);
  expect((await aisle('inspect', '--at', path.join(to, 'stable.json'))).stdout).toContain(`release    ${a}, no deltas`);
  rmSync(path.join(to, 'stable.json.part'));
  expect(publish('b').status).toBe(0);
  expect(served().release).toMatchObject({ releaseId: b, deltasFrom: [a] });
  expect(existsSync(path.join(to, 'stable.json.part'))).toBe(false);
});
