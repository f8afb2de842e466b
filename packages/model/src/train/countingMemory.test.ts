import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Almost any two items are in one history somewhere. A map of these pairs takes several times this heap. */
const HEAP_MB = 64;
const [HISTORIES, LENGTH, ITEMS] = [1500, 50, 4000];

const script = (counts: string) => `
  import { strongestTransitions } from '${new URL('./strongestTransitions.ts', import.meta.url)}';
  import { transitionStrengths } from '${new URL('./transitionStrengths.ts', import.meta.url)}';
  import { COUNTING_RULES } from '${new URL('./countingRules.ts', import.meta.url)}';
  const training = Array.from({ length: ${HISTORIES} }, (_, h) => ({
    get actions() {
      return Array.from({ length: ${LENGTH} }, (_, i) => ({
        itemRow: 1 + ((h * 2654435761 + i * (h % 61 + 7) * 40503) % ${ITEMS}), typeIndex: 2, timestampMs: i,
      }));
    },
  }));
  const rule = COUNTING_RULES[0];
  ${counts}
`;
const COUNT_BY_ITEM = `
  console.log(strongestTransitions(transitionStrengths(training, ${ITEMS}, rule), ${ITEMS}).toRows.length);
`;
const COUNT_ALL_PAIRS = `
  const pairs = new Map();
  for (const { actions } of training) for (const a of actions) for (const b of actions)
    if (a !== b) pairs.set(a.itemRow * ${ITEMS + 1} + b.itemRow, 1);
  console.log(pairs.size);
`;

const run = (counts: string) =>
  promisify(execFile)(process.execPath, [
    `--max-old-space-size=${HEAP_MB}`,
    '--import',
    'tsx',
    '--conditions=aisle-source',
    '--input-type=module',
    '--eval',
    script(counts),
  ]);

test('counting needs no memory for all pairs of a log', async () => {
  const { stdout } = await run(COUNT_BY_ITEM);
  expect(Number(stdout)).toBe(16 * ITEMS);
  // The log is large enough: all pairs at once do not fit.
  await expect(run(COUNT_ALL_PAIRS)).rejects.toThrow('heap out of memory');
}, 60_000);
