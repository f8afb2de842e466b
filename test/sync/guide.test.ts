import { runGuide, type Seen } from '@aisle/example-releases';
import { expect, test } from 'vitest';

test('the commands of docs/guides/releases.md train, publish, update and roll back, and a browser follows', async () => {
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
  expect(first).toEqual(['encoder', 'item-ids', 'items', 'manifest', 'memory', 'stable']);
  expect(again).toEqual(['stable']);
  // The encoder stayed; what changed came as a delta, both ways.
  expect(updated).toEqual(['delta', 'manifest', 'stable']);
  expect(back).toEqual(['delta', 'manifest', 'stable']);
  const bytes = ({ loaded }: Seen) => Object.values(loaded).reduce((sum, part) => sum + part, 0);
  expect(bytes(seen[2]!)).toBeLessThan(bytes(seen[0]!));
  // After the same history the same release answers the same.
  expect(seen[3]!.next).toEqual(seen[1]!.next);
}, 180_000);
