import {
  type OrderDays,
  type OrderTiming,
  orderLogit,
  orderSummaryOf,
  probabilityOfOrder,
  type ReleasedTiming,
} from '@aisle/decisions';
import type { Calibration } from '@aisle/model';
import { actionsOf, type EventLog, isClearGain, mean } from '@aisle/model/train';
import { fitHazard, type OrderRecord } from '../orderTiming/fitHazard.js';
import { fitOrderTiming } from '../orderTiming/fitOrderTiming.js';
import { type HistoryWindow, knownOrders } from '../orderTiming/knownOrders.js';
import { sampleEvenly } from '../sampleEvenly.js';
import { calibrate } from './fitHead.js';
import type { HeadQuestion } from './headQuestions.js';
import type { HeadSlices } from './headSlices.js';
import { reliabilityBins } from './reliabilityBins.js';

/** Mean log losses of one model, on questions of shoppers with an order. */
export interface TimingCandidate {
  readonly model: 'head' | OrderTiming['model'];
  /** On the calibration slice, which chooses. */
  readonly validation: number;
  /** On the test slice. */
  readonly test: number;
}

/** What report.json says about the choice of a model of order timing. */
export interface TimingReport {
  readonly chosen: TimingCandidate['model'];
  readonly questions: { readonly validation: number; readonly test: number };
  readonly candidates: readonly TimingCandidate[];
}

export interface ChosenTiming {
  readonly report: TimingReport;
  /** Absent if the head is the best. */
  readonly released?: ReleasedTiming;
}

/** Four parameters, or a dozen, need no more shoppers. */
const MAX_SHOPPERS = 5000;

const hasOrder = ({ orders }: HeadQuestion) => orders.orderCount > 0;

/** [questions] */
const logLosses = (calibration: Calibration, logits: Float64Array, questions: readonly HeadQuestion[]) =>
  logits.map((found, i) => {
    const logit = calibration.scale * found + calibration.offset;
    return Math.max(0, logit) + Math.log1p(Math.exp(-Math.abs(logit))) - questions[i]!.outcome * logit;
  });

/**
 * Chooses what answers "an order within `days`" for shoppers with an order: the head, or a model of order timing. All learn
 * from what lies before the calibration slice. There, each gets its two numbers of calibration. The smallest log loss is
 * chosen, but the head stays unless the gain is clear. The test slice only measures.
 *
 * @param logitsOf of the head
 * @returns undefined if a slice has fewer than `minMeasured` examples of an outcome
 */
export function chooseTiming(
  days: OrderDays,
  log: EventLog,
  { calibration, test }: HeadSlices,
  logitsOf: (questions: readonly HeadQuestion[]) => Float64Array,
  { orderWindow, minMeasured }: { readonly orderWindow: HistoryWindow; readonly minMeasured: number },
): ChosenTiming | undefined {
  const [validating, testing] = [calibration.filter(hasOrder), test.filter(hasOrder)];
  for (const questions of [validating, testing]) {
    const ones = questions.filter(({ outcome }) => outcome === 1).length;
    if (Math.min(ones, questions.length - ones) < minMeasured) return undefined;
  }
  const records = orderRecords(log, calibration[0]!.momentMs, orderWindow);
  const summaries = records.map(({ timesMs, observedUntilMs }) => ({ ...orderSummaryOf(timesMs), observedUntilMs }));
  const timings: readonly OrderTiming[] = [
    fitOrderTiming('bgnbd', summaries).timing,
    fitOrderTiming('paretonbd', summaries).timing,
    fitHazard(records, orderWindow.maxAgeMs),
  ];
  const timingLogits = (timing: OrderTiming) => (questions: readonly HeadQuestion[]) =>
    Float64Array.from(questions, ({ orders, momentMs }) =>
      orderLogit(probabilityOfOrder(timing, orders, momentMs, days)!),
    );
  const models = [
    { model: 'head' as const, logits: logitsOf, timing: undefined },
    ...timings.map((timing) => ({ model: timing.model, logits: timingLogits(timing), timing })),
  ];
  const measured = models.flatMap(({ logits, ...model }) => {
    const [onValidation, onTest] = [logits(validating), logits(testing)];
    const fitted = calibrate(onValidation, validating);
    if (!fitted) return [];
    const losses = logLosses(fitted, onValidation, validating);
    const test = mean(logLosses(fitted, onTest, testing));
    return [{ ...model, calibration: fitted, losses, validation: mean(losses), test, onTest }];
  });
  const [first] = measured;
  if (!first) return undefined;
  const lowest = measured.reduce((a, b) => (b.validation < a.validation ? b : a));
  const isClear = isClearGain(
    sumByShopper(
      first.losses.map((loss, i) => loss - lowest.losses[i]!),
      validating,
    ),
  );
  const best = first.model !== 'head' || isClear ? lowest : first;
  const report: TimingReport = {
    chosen: best.model,
    questions: { validation: validating.length, test: testing.length },
    candidates: measured.map(({ model, validation, test }) => ({ model, validation, test })),
  };
  if (!best.timing) return { report };
  const { timing, calibration: fitted } = best;
  const probabilities = best.onTest.map((logit) => 1 / (1 + Math.exp(-(fitted.scale * logit + fitted.offset))));
  return { report, released: { timing, calibration: fitted, bins: reliabilityBins(probabilities, testing) } };
}

/** Questions of one shopper are not independent. @returns [shoppers] */
function sumByShopper(differences: Float64Array, questions: readonly HeadQuestion[]): Float64Array {
  const sums = new Map<number, number>();
  questions.forEach(({ shopper }, i) => sums.set(shopper, (sums.get(shopper) ?? 0) + differences[i]!));
  return Float64Array.from(sums.values());
}

/** The orders that devices knew at `untilMs`. */
function orderRecords(log: EventLog, untilMs: number, orderWindow: HistoryWindow): readonly OrderRecord[] {
  const records = log.userIds.flatMap((_, shopper): OrderRecord[] => {
    const before = actionsOf(log, shopper).filter(({ timestampMs }) => timestampMs <= untilMs);
    const timesMs = knownOrders(before, untilMs, orderWindow);
    return timesMs.length > 0 ? [{ timesMs, observedUntilMs: untilMs }] : [];
  });
  return sampleEvenly(records, MAX_SHOPPERS);
}
