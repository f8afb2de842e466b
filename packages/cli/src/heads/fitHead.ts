import {
  type Calibration,
  SESSION_FEATURE_COUNT,
  SESSION_FEATURES,
  type SessionFeature,
  type SessionTarget,
  sessionHeadConfig,
  sessionHeadValues,
  sessionLogit,
} from '@aisle/model';
import { fitLogistic, type LogisticFit } from '@aisle/model/train';
import type { HeadQuestion } from './headQuestions.js';
import type { HeadSlices } from './headSlices.js';
import { standardizedFit } from './standardizedFit.js';

/** A head whose probabilities are not yet measured. */
export interface FittedHead {
  readonly penalty: number;
  /** Whether the logit uses the encoder's state. */
  readonly usesState: boolean;
  /** Float32, by parameter name. */
  readonly values: ReadonlyMap<string, Float32Array>;
}

const PENALTIES = [1, 10, 100, 1000];
const FEATURES = Array.from({ length: SESSION_FEATURE_COUNT }, (_, i) => i);

/** What is known when a shopper arrives: nothing of this session. */
const ARRIVAL: readonly SessionFeature[] = [
  'earlier sessions',
  'days since the earlier session',
  'earlier orders',
  'has earlier orders',
  'days since the latest earlier order',
];

const softplus = (x: number) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));

const logitOf = ({ weights, bias }: LogisticFit, { inputs }: HeadQuestion) =>
  inputs.reduce((sum, input, c) => sum + input * weights[c]!, bias);

const logLoss = (fit: LogisticFit, questions: readonly HeadQuestion[]) =>
  questions.reduce((sum, question) => {
    const logit = logitOf(fit, question);
    return sum + softplus(logit) - question.outcome * logit;
  }, 0) / questions.length;

/** Chooses penalty and columns on the validation slice, then learns from the training and validation slices. */
export function fitHead(target: SessionTarget, { training, validation }: HeadSlices): FittedHead {
  const all = training[0]!.inputs.length;
  const withState = Array.from({ length: all }, (_, i) => i);
  const candidates = [FEATURES, withState].flatMap((columns) => PENALTIES.map((penalty) => ({ columns, penalty })));
  let best = { ...candidates[0]!, loss: Number.POSITIVE_INFINITY };
  for (const candidate of candidates) {
    const loss = logLoss(standardizedFit(training, candidate.columns, candidate.penalty), validation);
    if (loss < best.loss) best = { ...candidate, loss };
  }
  const { weights, bias } = standardizedFit([...training, ...validation], best.columns, best.penalty);
  return {
    penalty: best.penalty,
    usesState: best.columns === withState,
    values: sessionHeadValues(
      sessionHeadConfig(target),
      Float32Array.from(weights.subarray(SESSION_FEATURE_COUNT)),
      Float32Array.from(weights.subarray(0, SESSION_FEATURE_COUNT)),
      bias,
    ),
  };
}

/** The logits of a head, as a device computes them. @param values of the release, quantised */
export function headLogits(
  target: SessionTarget,
  values: ReadonlyMap<string, Float32Array>,
  questions: readonly HeadQuestion[],
): Float64Array {
  const head = sessionHeadConfig(target);
  return Float64Array.from(questions, ({ inputs }) =>
    sessionLogit(head, values, inputs.subarray(SESSION_FEATURE_COUNT), inputs.subarray(0, SESSION_FEATURE_COUNT)),
  );
}

/** Of a logistic regression on the logit alone, a penalty would pull the scale to 0. This one only keeps it finite. */
const CALIBRATION_PENALTY = 1e-6;

/** @returns undefined if higher logits were not more often right */
export function calibrate(logits: Float64Array, questions: readonly HeadQuestion[]): Calibration | undefined {
  const { weights, bias } = fitLogistic(
    Array.from(logits, (logit) => [logit]),
    questions.map(({ outcome }) => outcome),
    CALIBRATION_PENALTY,
  );
  return weights[0]! > 0 ? { scale: weights[0]!, offset: bias } : undefined;
}

/** Probabilities of the test by what is known on arrival alone. */
export function arrivalProbabilities({ training, validation, test }: HeadSlices): Float64Array {
  const columns = ARRIVAL.map((name) => SESSION_FEATURES.indexOf(name));
  const fit = standardizedFit([...training, ...validation], columns, PENALTIES[0]!);
  return Float64Array.from(test, (question) => 1 / (1 + Math.exp(-logitOf(fit, question))));
}
