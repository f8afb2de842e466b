import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { HeadReport } from '../../../packages/cli/src/heads/addHeads.js';
import { readJson, runAisle } from '../../project.js';
import type { DecisionPart, DecisionRow } from '../row.js';

const COMMAND = 'npx -y pnpm@12 bench decisions --part heads';
const SEED = 1;
const EPOCHS = 6;
/** Before this day are 70 % of the events. */
const TEST_FROM = '2015-07-30';
const DATA = `RetailRocket cut, sessions from ${TEST_FROM}, which neither encoder nor heads learned`;
const FLOORS = { 1: 0.773, 2: 0.803, 3: 0.782, 5: 0.773, 10: 0.717 };
const GAIN = 0.02;
const CART = { auc: 0.682, brier: 0.1898, aucGoal: 0.7, brierGoal: 0.185 };

/** Heads of a release that is trained on the events before a day, measured on the sessions after it. */
export const heads: DecisionPart = async ({ data }) => {
  const out = mkdtempSync(path.join(tmpdir(), 'aisle-heads-'));
  const log = path.join(data, 'retailrocket-multibehavior/events.csv.gz');
  const split = ['--split', `time:${TEST_FROM}`, '--epochs', `${EPOCHS}`, '--seed', `${SEED}`];
  runAisle('train', '--heads', '--data', log, '--format', 'retailrocket', ...split, '--out', out);
  return headRows(readJson(path.join(out, 'report.json')).heads);
};

/** The rows of the heads of a report. */
function headRows(reports: readonly HeadReport[]): readonly DecisionRow[] {
  const row = (name: string, floor: number, figure: number, goal: number, digits: number, met: boolean) => ({
    name,
    floor: floor.toFixed(digits),
    figure: figure.toFixed(digits),
    goal: goal.toFixed(digits),
    met,
    command: COMMAND,
    data: DATA,
    seeds: [SEED],
  });
  return reports.flatMap((report) => {
    if ('dropped' in report) return [];
    if (report.target === 'cart-completion') {
      const { auc, brier } = report.figures;
      return [
        row('Cart completion, AUC', CART.auc, auc, CART.aucGoal, 3, auc >= CART.aucGoal),
        row('Cart completion, Brier', CART.brier, brier, CART.brierGoal, 4, brier <= CART.brierGoal),
      ];
    }
    if (report.target !== 'purchase-in-session') return [];
    return report.aucByActions.flatMap(({ actions, auc }) => {
      const floor = FLOORS[actions as keyof typeof FLOORS];
      const name = `Purchase in the session, AUC after ${actions} ${actions === 1 ? 'action' : 'actions'}`;
      return floor ? [row(name, floor, auc, floor + GAIN, 3, auc >= floor + GAIN)] : [];
    });
  });
}
