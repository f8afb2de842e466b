import type { PlainError } from '@aisle/core';
import { expect, test, vi } from 'vitest';
import { FakeBackend } from '../testing/fakeBackend.js';
import { int8Release, randomRelease } from '../testing/smallRelease.js';
import type { Tier } from '../tier.js';
import { calibrate } from './calibrate.js';

const release = int8Release('int8');

async function calibrateWith(backend: FakeBackend | undefined, kept?: Tier) {
  const problems: PlainError[] = [];
  const openTier = vi.fn(async (tier: string) => (tier === backend?.tier ? backend : undefined));
  return { ...(await calibrate(release, kept, (problem) => problems.push(problem), openTier)), problems, openTier };
}

test('the kept tier is opened and checked, not measured', async () => {
  const backend = new FakeBackend('webgpu');
  const { tier, fastest, openTier } = await calibrateWith(backend, 'webgpu');
  expect([tier, fastest?.backend, openTier.mock.calls.length]).toEqual(['webgpu', backend, 1]);
});

test('a tier that computes other scores is not used and not kept', async () => {
  const backend = new FakeBackend('wasm');
  const open = backend.open.bind(backend);
  // The items of another release with other scores, under the same rows.
  backend.open = () => open(int8Release('other', 7));
  const { tier, fastest, problems } = await calibrateWith(backend);
  expect([tier, fastest, backend.closed]).toEqual([undefined, undefined, true]);
  expect(problems.map(({ message }) => message)).toEqual([
    'Tier wasm is not used: it computes other scores than the light tier on this device.',
  ]);
});

test('a tier without room for the release is not used', async () => {
  const { fastest, problems } = await calibrateWith(new FakeBackend('wasm', new RangeError('too large')));
  expect([fastest, problems[0]?.message]).toEqual([undefined, 'Tier wasm is not used: too large.']);
});

test('a release of float items and one known to be fast enough stay on the light tier', async () => {
  const openTier = vi.fn(async () => undefined);
  expect(await calibrate(randomRelease(), undefined, () => {}, openTier)).toEqual({ tier: 'light' });
  expect((await calibrateWith(undefined, 'light')).tier).toBe('light');
  expect(openTier).not.toHaveBeenCalled();
});
