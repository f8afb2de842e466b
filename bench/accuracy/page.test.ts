import { describe, expect, test } from 'vitest';
import { formatGap } from './format.js';
import { baselineWins, renderAccuracyPage } from './page.js';
import { addRun, type Results, summarize } from './results.js';
import { runWith } from './testing/runs.js';

const files = (results: Results) => renderAccuracyPage(results, (name) => `What was tried for ${name}.`);
const page = (results: Results) => files(results)['accuracy.md']!;
const rowOf = (text: string, heading: string, set: string) =>
  text
    .split(`### ${heading}\n`)[1]!
    .split('\n')
    .find((line) => line.startsWith(`| ${set} |`))!;

// Goals of Beauty: HR@10 .112 and NDCG@10 .069. Of Tmall: P@20 .51 and MRR@20 .23.
const results = addRun(
  addRun({ sets: {} }, 'beauty', 1, runWith(0.09)),
  'tmall',
  1,
  runWith(0.41, { transitionTable: 0.42 }),
);

describe('the accuracy page', () => {
  test('shows each figure beside goal, published figures and baselines', () => {
    expect(rowOf(page(results), 'HR@10', 'Amazon Beauty')).toBe(
      '| Amazon Beauty | **.0900** | .1120 | **missed** by .0220 | BSARec .1008; SASRec, sampled softmax .0921; TIGER .0648 | .0090 | .0090 | .0090 | .0090 |',
    );
    expect(rowOf(page(results), 'NDCG@10', 'Amazon Beauty')).toContain('met, by .0210');
    expect(rowOf(page(results), 'P@20', 'Tmall sessions')).toContain(
      '| **41.00** | 51.00 | **missed** by 10.00 | GraphFine 48.50; COTREC 36.40; GCE-GNN 33.40 |',
    );
  });

  test('lists a set only in the tables of its own metrics', () => {
    expect(page(results).split('### P@20')[0]!).not.toContain('| Tmall');
  });

  test('begins with the question, the verdict and every missed goal', () => {
    const [, question, verdict] = page(results).split('\n\n') as [string, string, string];
    expect(question).toMatch(/^\*\*Question\.\*\* How well/);
    expect(verdict).toBe(
      '**Verdict.** 2 of 4 goals are met. Missed: Amazon Beauty HR@10 by .0220; Tmall sessions P@20 by 10.00.',
    );
  });

  test('lists missed goals, attempts, and sets that are not measured', () => {
    const text = page(results);
    expect(text).toContain('| Amazon Beauty | HR@10 | .0900 | .1120 | .0220 | 19.6 % |');
    expect(text).toContain('What was tried for beauty.');
    expect(text).toContain('Not measured here: Amazon Toys, RetailRocket, next buy, Diginetica sessions.');
  });

  test('refers to exactly the plots that are drawn', () => {
    const named = [...page(results).matchAll(/\]\((accuracy\/[^)]+)\)/g)].map(([, file]) => file);
    const drawn = Object.keys(files(results)).filter((file) => file.endsWith('.svg'));
    expect(new Set(named)).toEqual(new Set(drawn));
    expect(drawn).toHaveLength(7);
  });

  test('shows each range of the popularity of the answer beside the table', () => {
    expect(page(results)).toContain('| Amazon Beauty | 1 | 9 | NDCG@10 | .0900 | .0090 | model |');
  });

  test('shows the standard deviation beside a mean of seeds', () => {
    expect(rowOf(page(addRun(results, 'beauty', 2, runWith(0.11))), 'HR@10', 'Amazon Beauty')).toContain(
      '**.1000** ± .0141',
    );
  });

  test('renders without any results', () => {
    expect(page({ sets: {} })).toContain('Not measured here: Amazon Beauty');
  });

  test('shows bytes per item and the loss by pruning and quantization', () => {
    const ndcg = (value: number) => ({ users: 9, 'ndcg@10': value });
    const quantization = { examples: 9, whole: ndcg(0.08), pruned: ndcg(0.079), released: ndcg(0.076) };
    const run = runWith(0.1, {}, { quantization, releaseBytesGzip: 1_234_567, itemCount: 10_000 });
    expect(page({ sets: { beauty: summarize({ 1: run }) } })).toContain(
      '| Amazon Beauty | 1.23 MB | 123 | 3.0 min | .0800, .0790, .0760 | 5.0 % |',
    );
  });
});

test('baselineWins names each scorer that ranks at least as well', () => {
  const wins = (others: Parameters<typeof runWith>[1]) =>
    baselineWins([{ name: 'tmall', results: summarize({ 1: runWith(0.41, others) }) }]);
  expect(wins({})).toEqual([]);
  expect(wins({ transitionTable: 0.42, transitionsOnly: 0.41 })).toEqual([
    'Tmall sessions, transitions alone: P@20 41.00 against 41.00.',
    'Tmall sessions, transition table: P@20 42.00 against 41.00.',
    'Tmall sessions, transitions alone: MRR@20 41.00 against 41.00.',
    'Tmall sessions, transition table: MRR@20 42.00 against 41.00.',
  ]);
});

test('a gap that rounds to zero is shown as a gap', () => {
  expect([formatGap('ndcg@10', 0.00004), formatGap('p@20', 0.00004), formatGap('hr@10', 0)]).toEqual([
    'less than .0001',
    'less than 0.01',
    '.0000',
  ]);
});
