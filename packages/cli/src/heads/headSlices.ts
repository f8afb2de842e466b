import type { HeadQuestion } from './headQuestions.js';

/** Questions in the order of time: each slice is later than the one before it. */
export interface HeadSlices {
  readonly training: readonly HeadQuestion[];
  /** Chooses the penalty, and whether the encoder's state helps. */
  readonly validation: readonly HeadQuestion[];
  readonly calibration: readonly HeadQuestion[];
  /** Measures. Nothing is fitted or chosen on it. */
  readonly test: readonly HeadQuestion[];
}

/** Ends of the slices before the test, as shares of the questions before it. */
const TRAINING_END = 0.7;
const VALIDATION_END = 0.85;
/** Where the test begins if nothing else says it, as a share of all questions. */
const TEST_START = 0.85;

/**
 * Divides questions by time. A question before the test whose answer is only known during the test is left out, because
 * it would train on what the test asks.
 *
 * @param questions in the order of their moments
 * @param testFromMs where the test begins
 */
export function headSlices(questions: readonly HeadQuestion[], testFromMs?: number): HeadSlices {
  const startMs = testFromMs ?? questions[Math.floor(TEST_START * questions.length)]?.momentMs ?? 0;
  const before = questions.filter(({ momentMs, answeredMs }) => momentMs < startMs && answeredMs <= startMs);
  const [first, second] = [TRAINING_END, VALIDATION_END].map((share) => Math.floor(share * before.length)) as [
    number,
    number,
  ];
  return {
    training: before.slice(0, first),
    validation: before.slice(first, second),
    calibration: before.slice(second),
    test: questions.filter(({ momentMs }) => momentMs >= startMs),
  };
}
