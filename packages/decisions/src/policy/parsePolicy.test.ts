import { expect, test } from 'vitest';
import { policy } from '../testing/policy.js';
import { parsePolicy } from './parsePolicy.js';

const { welcome } = policy.interventions;

test('a policy is read as it was written', () => {
  const withContext = { ...policy, interventions: { welcome: { ...welcome, context: { hasCart: 0.01 } } } };
  expect(parsePolicy(JSON.parse(JSON.stringify(withContext)))).toEqual(withContext);
});

test.each([
  ['a floor that does not fit into the exploration', { floor: 0.11 }, 'floor must be a number from 0 to 0.1'],
  ['another version', { version: 2 }, 'version must be 1'],
  ['interventions as a list', { interventions: [] }, 'interventions must be an object'],
  [
    'a share above 1',
    { interventions: { welcome: { ...welcome, shown: { mean: 3, spread: 0 } } } },
    'interventions.welcome.shown.mean',
  ],
  ['an id with a space', { interventions: { 'wel come': welcome } }, 'names of letters'],
])('refuses %s', (_, changes, message) => {
  expect(() => parsePolicy({ ...policy, ...changes })).toThrow(
    expect.objectContaining({ code: 'manifest-invalid', message: expect.stringContaining(message) }),
  );
});
