import { runGuide, type StepResult } from '@aisle/example-releases';
import { expect, test } from 'vitest';

test('the commands of docs/guides/releases.md work from training to rollback', async () => {
  const seen = await runGuide({ shoppers: 300, epochs: 1, print: () => undefined });
  const release = seen.map((step) => step.release);
  expect(release[0]).toMatch(/^shop-.*/);
  expect(release).toEqual([release[0], release[0], release[2], release[0]]);
  expect(release[2]).not.toBe(release[0]);
  expect(seen.every(({ signed }) => signed)).toBe(true);
  const [first, again, updated, back] = seen.map(({ loaded }) => Object.keys(loaded).sort()) as [
    string[],
    string[],
    string[],
    string[],
  ];
  expect(first).toEqual([
    'companions',
    'encoder',
    'item-ids',
    'items',
    'kinds',
    'manifest',
    'memory',
    'stable',
    'substitutes',
  ]);
  expect(again).toEqual(['stable']);
  // The encoder did not change. Update and rollback came as deltas.
  expect(updated).toEqual(['delta', 'manifest', 'stable']);
  expect(back).toEqual(['delta', 'manifest', 'stable']);
  const bytes = ({ loaded }: StepResult) => Object.values(loaded).reduce((sum, part) => sum + part, 0);
  expect(bytes(seen[2]!)).toBeLessThan(bytes(seen[0]!));
  // The same release gives the same predictions for the same history.
  expect(seen[3]!.next).toEqual(seen[1]!.next);
}, 180_000);
