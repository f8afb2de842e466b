import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { doublyRobust } from '../../../packages/cli/src/offPolicy/doublyRobust.js';
import { inversePropensityScoring } from '../../../packages/cli/src/offPolicy/inversePropensityScoring.js';
import { selfNormalizedScoring } from '../../../packages/cli/src/offPolicy/selfNormalizedScoring.js';
import { readJson } from '../../project.js';
import type { DecisionPart, DecisionRow } from '../row.js';

const COMMAND = 'npx -y pnpm@12 bench decisions --part off-policy';
const TOLERANCE = 1e-9;
/** By `scripts/reference/off_policy.py`, which also describes the evaluated policy and the model of rewards. */
const REFERENCE = path.join(import.meta.dirname, 'offPolicyReference.json');

interface Estimates {
  readonly ips: number;
  readonly snips: number;
  readonly dr: number;
}

function readImpressions(file: string) {
  const [header = '', ...lines] = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  const names = header.split(',');
  const [item, click, propensity] = ['item_id', 'click', 'propensity_score'].map((name) => names.indexOf(name));
  return lines.map((line) => {
    const fields = line.split(',');
    return { item: Number(fields[item!]), reward: Number(fields[click!]), propensity: Number(fields[propensity!]) };
  });
}

function estimatesOf(file: string): Estimates {
  const impressions = readImpressions(file);
  const items = Array.from({ length: Math.max(...impressions.map(({ item }) => item)) + 1 }, (_, i) => i);
  const total = items.reduce((sum, item) => sum + item + 1, 0);
  const target = items.map((item) => (item + 1) / total);
  const [shown, clicked] = [items.map(() => 20), items.map(() => 1)];
  for (const { item, reward } of impressions) {
    shown[item]! += 1;
    clicked[item]! += reward;
  }
  const predicted = items.map((item) => clicked[item]! / shown[item]!);
  const expectedReward = items.reduce((sum, item) => sum + target[item]! * predicted[item]!, 0);
  const decisions = impressions.map(({ item, reward, propensity }) => ({
    reward,
    loggedProbability: propensity,
    targetProbability: target[item]!,
    predictedReward: predicted[item]!,
    expectedReward,
  }));
  return {
    ips: inversePropensityScoring(decisions),
    snips: selfNormalizedScoring(decisions),
    dr: doublyRobust(decisions),
  };
}

/** Compares the estimators with an independent program on six logs of 10,000 impressions. */
export const offPolicy: DecisionPart = async ({ data }) => {
  const reference = Object.entries<Estimates>(readJson(REFERENCE));
  const found = reference.map(([name, expected]) => ({
    expected,
    estimates: estimatesOf(path.join(data, `open-bandit-small/${name}.csv.gz`)),
  }));
  return (['ips', 'snips', 'dr'] as const).map((estimator): DecisionRow => {
    const difference = Math.max(
      ...found.map(({ expected, estimates }) => Math.abs(estimates[estimator] - expected[estimator])),
    );
    return {
      name: `${estimator.toUpperCase()}, largest difference to numpy in ${found.length} logs`,
      floor: '–',
      figure: difference.toExponential(1),
      goal: 'below 1e-9',
      met: difference < TOLERANCE,
      command: COMMAND,
      data: 'Open Bandit Dataset, small version, 6 × 10,000 impressions',
    };
  });
};
