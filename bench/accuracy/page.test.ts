import { describe, expect, test } from 'vitest';
import { formatGap } from './format.js';
import { baselineWins, notesOf, renderPage } from './page.js';
import { plotsOf } from './plots.js';
import { type Results, summarize, addRun } from './results.js';
import { runWith } from './testing/runs.js';

const page = (results: Results, notes = '') => renderPage(results, notes, 'plots');
const rowOf = (text: string, heading: string, set: string) =>
  text
    .split(`## ${heading}\n`)[1]!
    .split('\n')
    .find((line) => line.startsWith(`| ${set} |`))!;

// Beauty's goals are HR@10 .105 and NDCG@10 .063.
const results = addRun(
  addRun({ sets: {} }, 'beauty', 1, runWith(0.09)),
  'tmall',
  1,
  runWith(0.41, { transitionTable: 0.42 }),
);

describe('the page', () => {
  test('holds each figure beside its goal, what is published and the baselines', () => {
    expect(rowOf(page(results), 'HR@10', 'Amazon Beauty')).toBe(
      '| Amazon Beauty | **.0900** | .1050 | **Missed** by .0150 | BSARec .1008; SASRec, sampled softmax .0921; TIGER .0648 | .0090 | .0090 | .0090 | .0090 |',
    );
    expect(rowOf(page(results), 'NDCG@10', 'Amazon Beauty')).toContain('met, by .0270');
    expect(rowOf(page(results), 'P@20', 'Tmall sessions')).toContain(
      '| **41.00** | 40.00 | met, by 1.00 | GraphFine 48.50; COTREC 36.40; GCE-GNN 33.40 |',
    );
  });

  test('a set stands only in the tables of its own metrics', () => {
    expect(page(results).split('## P@20')[0]!).not.toContain('| Tmall');
  });

  test('says what was missed and what was tried, and what is not measured', () => {
    const text = page(results, 'For all.\n\n## beauty\n\nWider layers: no better.\n\n## toys\n\nNothing.\n');
    expect(text).toContain(
      '- HR@10: **Missed** by .0150 (14.3 % of the goal): .0900 of .1050.\n\nWhat was tried stands below',
    );
    expect(text).toMatch(/## Amazon Beauty\n\n[^\n]+\n\nWider layers: no better\./);
    expect(text).toContain('Not measured here: Amazon Toys, RetailRocket, next buy, Diginetica sessions.');
    expect(page(results)).toContain('section `## beauty` of bench/accuracy/notes.md');
  });

  test('names every picture that is drawn, and no other', () => {
    const named = [...page(results).matchAll(/\]\(plots\/([^)]+)\)/g)].map(([, file]) => file);
    const drawn = (['beauty', 'tmall'] as const).flatMap((name) =>
      plotsOf(name, name, results.sets[name]!).map(({ file }) => file),
    );
    expect(named).toEqual(drawn);
    expect(drawn).toHaveLength(10);
  });

  test('the spread stands beside a mean of several seeds', () => {
    expect(rowOf(page(addRun(results, 'beauty', 2, runWith(0.11))), 'HR@10', 'Amazon Beauty')).toContain(
      '**.1000** ± .0141',
    );
  });

  test('nothing measured yet', () => {
    expect(page({ sets: {} })).toContain('Not measured here: Amazon Beauty');
  });
});

test('whatever ranks as well as the model is said in words', () => {
  const wins = (others: Parameters<typeof runWith>[1]) =>
    baselineWins([{ name: 'tmall', results: summarize({ 1: runWith(0.41, others) }) }]);
  expect(wins({})).toEqual([]);
  expect(wins({ transitionTable: 0.42, transitionsOnly: 0.41 })).toEqual([
    'On Tmall sessions the transitions alone equals the model by P@20: 41.00 against 41.00.',
    'On Tmall sessions the transition table beats the model by P@20: 42.00 against 41.00.',
    'On Tmall sessions the transitions alone equals the model by MRR@20: 41.00 against 41.00.',
    'On Tmall sessions the transition table beats the model by MRR@20: 42.00 against 41.00.',
  ]);
});

test('a gap that rounds to nothing is still a gap', () => {
  expect([formatGap('ndcg@10', 0.00004), formatGap('p@20', 0.00004), formatGap('hr@10', 0)]).toEqual([
    'less than .0001',
    'less than 0.01',
    '.0000',
  ]);
});

test('notes of a set end at the next heading', () => {
  expect(notesOf('head\n## a\none\n### more\ntwo\n## b\n\n## c\nthree', 'a')).toBe('one\n### more\ntwo');
  expect([notesOf('## b\n\n## c\nx', 'b'), notesOf('## b\n', 'none')]).toEqual([undefined, undefined]);
});

test('the cost: bytes an item, and what the pruned memory and int8 weights lose', () => {
  const at = (ndcg: number) => ({ users: 9, 'ndcg@10': ndcg });
  const quantization = { examples: 9, whole: at(0.08), pruned: at(0.079), released: at(0.076) };
  const page = renderPage(
    {
      sets: {
        beauty: summarize({ 1: runWith(0.1, {}, { quantization, releaseBytesGzip: 1_234_567, itemCount: 10_000 }) }),
      },
    },
    '',
    'plots',
  );
  expect(page).toContain('| Amazon Beauty | 1.23 MB | 123 | 3.0 | .0800, .0790, .0760 | 5.0 % |');
});
