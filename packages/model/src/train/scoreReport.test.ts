import { ACTION_TYPES } from '@aisle/core';
import { expect, test } from 'vitest';
import { COUNTING_RULES } from './countingRules.js';
import type { FittedScore } from './fitScore.js';
import { type ReportedScore, reportOfScore, scoreOfReport } from './scoreReport.js';

const rule = COUNTING_RULES[0]!;
const score: FittedScore = {
  weights: {
    network: 0.5,
    statistics: [0.2, -0.1],
    transitions: 2,
    logScale: -1,
    repeat: { byAge: [1, 2, 3, 4, 5, 6, 7], byType: ACTION_TYPES.map(() => 0), perLogCount: 0.1 },
    loss: 1,
  },
  ndcg: 0.25,
  transitions: { rule, queryDecay: 0.7, queryLength: 20, choiceWeight: 8, neighbours: 6 },
  candidates: [{ rule: rule.name, queryDecay: 0.7, choiceWeight: 8, loss: 1, ndcg: 0.25 }],
};
const written = (of: FittedScore) => JSON.parse(JSON.stringify(reportOfScore(of))) as ReportedScore;

test('reports keep the field names that releases already have', () => {
  expect(written(score)).toMatchObject({
    weights: { memory: 2 },
    memory: { shape: { name: rule.name }, neighbours: 6 },
    candidates: [{ memory: rule.name }],
  });
  expect(JSON.stringify(reportOfScore(score))).not.toContain('transitions');
});

test('a score survives its report', () => {
  expect(scoreOfReport(written(score))).toEqual(score);
  const { transitions, ...without } = score;
  expect(scoreOfReport(written(without))).toEqual(without);
});
