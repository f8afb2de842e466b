import { expect, test } from 'vitest';
import { randomRelease } from '../testing/smallRelease.js';
import { engineOptions, testEnvironment } from '../testing/testEngine.js';
import { CalibrationCache } from './calibrationCache.js';

const release = randomRelease('one');

test('stores the fastest tier for the release', async () => {
  const cache = new CalibrationCache(testEnvironment(release, undefined).environment.createLoader(engineOptions));
  expect(await cache.read(release)).toBeUndefined();
  await cache.write(release, 'wasm', new AbortController().signal);
  expect(await cache.read(release)).toBe('wasm');
  expect(await cache.read(randomRelease('two'))).toBeUndefined();
});

test('a record without a valid tier is ignored', async () => {
  const { environment, calibrations } = testEnvironment(release, undefined);
  calibrations.set('one', 'quantum');
  expect(await new CalibrationCache(environment.createLoader(engineOptions)).read(release)).toBeUndefined();
});
