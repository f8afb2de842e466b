import type { PlainError } from '@aisle/core';
import { expect, test, vi } from 'vitest';
import { FakeBackend } from '../testing/fakeBackend.js';
import { int8Release, randomRelease } from '../testing/smallRelease.js';
import type { Tier } from '../tier.js';
import { calibrate } from './calibrate.js';

const release = int8Release('int8');

async function calibrateWith(backend: FakeBackend | undefined, storedTier?: Tier) {
  const problems: PlainError[] = [];
  const openTier = vi.fn(async (tier: string) => (tier === backend?.tier ? backend : undefined));
  return {
    ...(await calibrate(release, storedTier, (problem) => problems.push(problem), openTier)),
    problems,
    openTier,
  };
}

test('the stored tier is opened and checked without a measurement', async () => {
  const backend = new FakeBackend('webgpu');
  const { tier, fastest, openTier } = await calibrateWith(backend, 'webgpu');
  expect([tier, fastest?.backend, openTier.mock.calls.length]).toEqual(['webgpu', backend, 1]);
});

test('a tier with wrong scores is not used or stored', async () => {
  const backend = new FakeBackend('wasm');
  const open = backend.open.bind(backend);
  // The tier opens another release, whose scores differ.
  backend.open = () => open(int8Release('other', 7));
  const { tier, fastest, problems } = await calibrateWith(backend);
  expect([tier, fastest, backend.closed]).toEqual([undefined, undefined, true]);
  expect(problems.map(({ message }) => message)).toEqual([
    'Tier wasm is not used: its scores differ from the light tier on this device.',
  ]);
});

test('a tier with too little memory for the release is not used', async () => {
  const { fastest, problems } = await calibrateWith(new FakeBackend('wasm', new RangeError('too large')));
  expect([fastest, problems[0]?.message]).toEqual([undefined, 'Tier wasm is not used: too large.']);
});

test('float items and a stored light tier stay on the light tier', async () => {
  const openTier = vi.fn(async () => undefined);
  expect(await calibrate(randomRelease(), undefined, () => {}, openTier)).toEqual({ tier: 'light' });
  expect((await calibrateWith(undefined, 'light')).tier).toBe('light');
  expect(openTier).not.toHaveBeenCalled();
});
