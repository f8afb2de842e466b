import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { binaryFigures } from '../../../packages/cli/src/heads/binaryFigures.js';
import { fitLogistic } from '../../../packages/model/src/train/fitLogistic.js';
import type { DecisionPart } from '../row.js';

const DATA = 'UCI Online Shoppers, 12,205 distinct sessions, without PageValues';
const COMMAND = 'npx -y pnpm@12 bench decisions --part online-shoppers';
const FOLDS = 5;
/** One for all fits, so that nothing is chosen on test sessions. */
const PENALTY = 10;
/** Numbers of a column are also divided into bins of equal size, because a logit is not linear in them. */
const BINS = 10;
const NUMBERS = [
  'Administrative',
  'Administrative_Duration',
  'Informational',
  'Informational_Duration',
  'ProductRelated',
  'ProductRelated_Duration',
  'BounceRates',
  'ExitRates',
  'SpecialDay',
];
const WORDS = ['OperatingSystems', 'Browser', 'Region', 'TrafficType', 'VisitorType', 'Weekend'];
const RATES = new Set(['BounceRates', 'ExitRates', 'SpecialDay']);

type Session = Readonly<Record<string, string>>;
const bought = ({ Revenue }: Session): number => (Revenue === 'TRUE' ? 1 : 0);

function readSessions(folder: string): readonly Session[] {
  const file = path.join(folder, 'uci-online-shoppers/online_shoppers_intention.csv.gz');
  const [header = '', ...lines] = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  const names = header.split(',');
  return [...new Set(lines)].map((line) => Object.fromEntries(line.split(',').map((value, i) => [names[i], value])));
}

/** The columns of sessions, as the training sessions define them. */
function encoderOf(training: readonly Session[], words: readonly string[]) {
  const transform = (name: string, session: Session) => {
    const value = Number(session[name]);
    return RATES.has(name) ? value : Math.log1p(value);
  };
  const numbers = NUMBERS.map((name) => {
    const sorted = training.map((session) => transform(name, session)).sort((a, b) => a - b);
    const mean = sorted.reduce((a, b) => a + b) / sorted.length;
    const deviation = Math.sqrt(sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sorted.length);
    const edges = Array.from({ length: BINS - 1 }, (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / BINS)]!);
    return { name, mean, deviation, edges: [...new Set(edges)] };
  });
  const levels = words.map((name) => ({ name, values: [...new Set(training.map((session) => session[name]))] }));
  return (session: Session): Float64Array =>
    Float64Array.from([
      ...numbers.flatMap(({ name, mean, deviation, edges }) => {
        const value = transform(name, session);
        return [(value - mean) / deviation, ...edges.map((edge) => (value > edge ? 1 : 0))];
      }),
      ...levels.flatMap(({ name, values }) => values.map((value) => (session[name] === value ? 1 : 0))),
    ]);
}

function logitsOf(training: readonly Session[], test: readonly Session[], words: readonly string[]) {
  const encode = encoderOf(training, words);
  const { weights, bias } = fitLogistic(training.map(encode), training.map(bought), PENALTY);
  return test.map((session) => encode(session).reduce((sum, value, c) => sum + value * weights[c]!, bias));
}

const probabilitiesOf = (logits: readonly number[], intercept = 0) =>
  logits.map((logit) => 1 / (1 + Math.exp(-logit - intercept)));

/** The intercept with which the mean probability is this share, by bisection within the two logits of a pointer. */
function interceptOf(logits: readonly number[], wanted: number): number {
  let [low, high] = [-2, 2];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    const mean = probabilitiesOf(logits, middle).reduce((a, b) => a + b) / logits.length;
    if (mean < wanted) low = middle;
    else high = middle;
  }
  return low;
}

const share = (sessions: readonly Session[]) =>
  sessions.reduce((sum, session) => sum + bought(session), 0) / sessions.length;
const logOdds = (probability: number) => Math.log(probability / (1 - probability));

/** Purchase by the columns of a session: the solver of heads on another shop's data. */
export const onlineShoppers: DecisionPart = async ({ data }) => {
  const sessions = readSessions(data);
  // Stratified: every fifth session of each outcome.
  const foldOf = new Map<Session, number>();
  for (const outcome of [0, 1])
    sessions.filter((session) => bought(session) === outcome).forEach((session, i) => foldOf.set(session, i % FOLDS));
  const folds = Array.from({ length: FOLDS }, (_, fold) => {
    const test = sessions.filter((session) => foldOf.get(session) === fold);
    const training = sessions.filter((session) => foldOf.get(session) !== fold);
    return { test, probabilities: probabilitiesOf(logitsOf(training, test, ['Month', ...WORDS])) };
  });
  const crossed = binaryFigures(
    folds.flatMap(({ probabilities }) => probabilities),
    folds.flatMap(({ test }) => test.map(bought)),
  );
  const isLate = ({ Month }: Session) => Month === 'Nov' || Month === 'Dec';
  const [late, early] = [sessions.filter(isLate), sessions.filter((session) => !isLate(session))];
  // A month that the training does not have says nothing.
  const logits = logitsOf(early, late, WORDS);
  const byRates = logOdds(share(late)) - logOdds(share(early));
  const byMean = interceptOf(logits, share(late));
  const [plain, corrected, matched] = [0, byRates, byMean].map((intercept) =>
    binaryFigures(probabilitiesOf(logits, intercept), late.map(bought)),
  );
  const row = (name: string, floor: string, figure: string, goal: string, met: boolean) => ({
    name,
    floor,
    figure,
    goal,
    met,
    command: COMMAND,
    data: DATA,
  });
  const { auc, brier, ece } = crossed;
  return [
    row('Purchase by session columns, AUC', '.752 to .782', auc.toFixed(3), '.78', auc >= 0.78),
    row('Purchase by session columns, Brier', '.1138', brier.toFixed(4), '.114', brier <= 0.114),
    row('Purchase by session columns, ECE', '.009', ece.toFixed(3), '.015', ece <= 0.015),
    row('November and December, ECE without intercept', '.06 to .07', plain!.ece.toFixed(3), '', true),
    row(
      `November and December, ECE with the intercept of renew --conversion-rate, ${byRates.toFixed(2)}`,
      '.06 to .07',
      corrected!.ece.toFixed(3),
      '.02',
      corrected!.ece <= 0.02,
    ),
    row(
      `November and December, ECE with the intercept that makes the mean right, ${byMean.toFixed(2)}`,
      '.06 to .07',
      matched!.ece.toFixed(3),
      '.02',
      matched!.ece <= 0.02,
    ),
    row('November and December, AUC', '.69 to .71', corrected!.auc.toFixed(3), '', true),
  ];
};
