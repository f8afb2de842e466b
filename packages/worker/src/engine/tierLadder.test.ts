import type { PlainError } from '@aisle/core';
import { expect, test, vi } from 'vitest';
import { FakeBackend, FakeScorer } from '../testing/fakeBackend.js';
import { randomRelease } from '../testing/smallRelease.js';
import type { TierChoice } from '../tier.js';
import { TierLadder } from './tierLadder.js';

const release = randomRelease('one');
const other = randomRelease('two');

/** A ladder that opens these backends in this order. */
function createLadder(choice: TierChoice, ...backends: readonly FakeBackend[]) {
  const waiting = [...backends];
  const problems: PlainError[] = [];
  const openTier = vi.fn(async (tier: string) => (waiting[0]?.tier === tier ? waiting.shift() : undefined));
  return { ladder: new TierLadder(choice, openTier, (problem) => problems.push(problem)), openTier, problems };
}

test('a chosen tier ranks lists and all items', async () => {
  const { ladder } = createLadder('webgpu', new FakeBackend('webgpu'));
  await ladder.openChosen();
  expect(ladder.scorerFor(undefined)).toBeUndefined();
  await ladder.serve(release);
  expect([ladder.scorerFor(undefined)?.tier, ladder.scorerFor(20)?.tier, ladder.adapter]).toEqual([
    'webgpu',
    'webgpu',
    'webgpu adapter',
  ]);
});

test('auto and light open no tier', async () => {
  for (const choice of ['auto', 'light'] as const) {
    const { ladder, openTier } = createLadder(choice);
    await ladder.openChosen();
    await ladder.serve(release);
    expect(openTier).not.toHaveBeenCalled();
    expect(ladder.scorerFor(20)).toBeUndefined();
  }
});

test('a calibrated tier ranks all items up to its maxResults', async () => {
  const { ladder } = createLadder('auto');
  await ladder.serve(release);
  ladder.useFastest({ backend: new FakeBackend('webgpu'), scorer: new FakeScorer(release, 'webgpu', 100) });
  expect([undefined, 100, 101].map((k) => ladder.scorerFor(k)?.tier)).toEqual([undefined, 'webgpu', undefined]);
});

test('a calibration of an earlier release is discarded', async () => {
  const { ladder } = createLadder('auto');
  await ladder.serve(other);
  const backend = new FakeBackend('wasm');
  const scorer = new FakeScorer(release);
  ladder.useFastest({ backend, scorer });
  expect([ladder.scorerFor(20), scorer.disposed, backend.closed]).toEqual([undefined, true, true]);
});

test('a tier that cannot start is replaced by the next lower one', async () => {
  const { ladder, openTier } = createLadder('webgpu', new FakeBackend('wasm'));
  await ladder.openChosen();
  await ladder.serve(release);
  expect(openTier.mock.calls.map(([tier]) => tier)).toEqual(['webgpu', 'wasm']);
  expect(ladder.scorerFor(20)?.tier).toBe('wasm');
});

test('a release too large for a tier opens on a lower one', async () => {
  const full = new FakeBackend('webgpu', new RangeError('too large'));
  const { ladder, problems } = createLadder('webgpu', full, new FakeBackend('wasm'));
  await ladder.openChosen();
  await ladder.serve(release);
  expect(ladder.scorerFor(20)?.tier).toBe('wasm');
  expect(full.closed).toBe(true);
  expect(problems).toEqual([
    {
      code: 'no-backend',
      message: 'Tier webgpu could not open the release: too large. Now trying wasm.',
      details: { tier: 'webgpu' },
    },
  ]);
});

test('another release replaces the scorer on the same backend', async () => {
  const backend = new FakeBackend('wasm');
  const { ladder } = createLadder('wasm', backend);
  await ladder.openChosen();
  await ladder.serve(release);
  const swapped = ladder.serve(other);
  // The light tier is used until the release is open.
  expect([ladder.scorerFor(20), backend.opened[0]!.disposed]).toEqual([undefined, true]);
  await swapped;
  expect(ladder.scorerFor(20)?.release).toBe(other);
});

test('a lost device restarts its tier once, then the next lower one', async () => {
  const [first, second] = [new FakeBackend('webgpu'), new FakeBackend('webgpu')];
  const { ladder, problems } = createLadder('webgpu', first, second, new FakeBackend('wasm'));
  await ladder.openChosen();
  await ladder.serve(release);
  first.lose('reset');
  await vi.waitFor(() => expect(second.opened).toHaveLength(1));
  await vi.waitFor(() => expect(ladder.scorerFor(20)?.tier).toBe('webgpu'));
  second.lose('reset again');
  await vi.waitFor(() => expect(ladder.scorerFor(20)?.tier).toBe('wasm'));
  expect(problems.map(({ message }) => message)).toEqual([
    'Tier webgpu stopped: the GPU device was lost: reset. Now trying webgpu.',
    'Tier webgpu stopped: the GPU device was lost: reset again. Now trying wasm.',
  ]);
});

test('several failures of one backend cause one replacement', async () => {
  const first = new FakeBackend('wasm');
  const { ladder, problems, openTier } = createLadder('wasm', first, new FakeBackend('wasm'));
  await ladder.openChosen();
  await ladder.serve(release);
  const scorer = ladder.scorerFor(20)!;
  ladder.scorerFailed(scorer, 'out of memory');
  ladder.scorerFailed(scorer, 'out of memory');
  expect(ladder.scorerFor(20)).toBeUndefined();
  await vi.waitFor(() => expect(ladder.scorerFor(20)).toBeDefined());
  expect(first.closed).toBe(true);
  first.lose('its end is reported as well');
  await first.lost;
  expect(openTier).toHaveBeenCalledTimes(2);
  expect(problems).toHaveLength(1);
});
