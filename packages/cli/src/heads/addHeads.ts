import { ORDER_DAYS, type OrderDays, type ReleasedTiming, type TimingFile } from '@aisle/decisions';
import { SESSION_TARGETS, type SessionTarget, sessionHeadConfig, sessionHeads, type TrainedModel } from '@aisle/model';
import { quantizeModel } from '@aisle/weights/write';
import type { Dataset } from '../dataset.js';
import { isSplitByTime } from '../dataset.js';
import { DEVICE_WINDOW, WHOLE_HISTORY } from '../orderTiming/knownOrders.js';
import type { Progress } from '../progress.js';
import { chooseTiming, type TimingReport } from './chooseTiming.js';
import { calibrate, fitHead, headLogits } from './fitHead.js';
import { type HeadQuestion, headQuestions } from './headQuestions.js';
import { type HeadSlices, headSlices } from './headSlices.js';
import { type MeasuredHead, measureHead } from './measureHead.js';

/** What report.json says about one head. */
export type HeadReport = { readonly target: SessionTarget } & (
  | ({
      readonly penalty: number;
      readonly usesState: boolean;
      /** Only for an order within so many days, if shoppers with an order are enough. */
      readonly timing?: TimingReport;
    } & MeasuredHead)
  | { readonly dropped: string }
);

export interface HeadsOptions {
  /** Devices keep a summary of a shopper's orders beyond the age of the events. Default false. */
  readonly keepsOrders?: boolean;
}

/** Fewer examples of one outcome determine no weights, or no figure. */
const MIN_TRAINING = 50;
const MIN_MEASURED = 20;

/**
 * Adds heads over the session to a model, in place of those that it has. A head with too few examples is dropped.
 *
 * @param quantized as its release contains it; the heads learn from the states that devices compute
 * @returns the model, quantised, and a report of every head
 */
export function addHeads(
  quantized: TrainedModel,
  { log, splitName }: Pick<Dataset, 'log' | 'splitName'>,
  progress: Progress,
  { keepsOrders = false }: HeadsOptions = {},
): { readonly model: TrainedModel; readonly heads: readonly HeadReport[] } {
  let model = withoutHeads(quantized);
  if (!log.timed) {
    const dropped = 'The log has events without timestamps: they show no sessions.';
    return { model, heads: SESSION_TARGETS.map((target) => ({ target, dropped })) };
  }
  const testFromMs = splitName && isSplitByTime(splitName) ? Date.parse(splitName.slice('time:'.length)) : undefined;
  const orderWindow = keepsOrders ? WHOLE_HISTORY : DEVICE_WINDOW;
  const questions = headQuestions(model, log, SESSION_TARGETS, orderWindow, (share) =>
    progress.update('Encoding the moments at which heads are asked', share),
  );
  const timings: Partial<Record<OrderDays, ReleasedTiming>> = {};
  const heads = SESSION_TARGETS.map((target, i): HeadReport => {
    progress.update(`Fitting ${target}`, i / SESSION_TARGETS.length);
    const slices = headSlices(questions.get(target)!, testFromMs);
    const tooFew = whyTooFew(target, slices);
    if (tooFew) return { target, dropped: tooFew };
    const { values, penalty, usesState } = fitHead(target, slices);
    const headed = withHead(model, target, values);
    const calibration = calibrate(headLogits(target, headed.values, slices.calibration), slices.calibration);
    if (!calibration) return { target, dropped: 'Later sessions do not follow what it learned.' };
    const config = { ...sessionHeadConfig(target), calibration };
    const measured = measureHead(config, headLogits(target, headed.values, slices.test), slices);
    const others = model.config.heads;
    model = {
      ...headed,
      config: { ...model.config, heads: [...others, { ...config, reliability: measured.reliability }] },
    };
    const days = ORDER_DAYS.find((one) => target === `order-within-${one}`);
    const logitsOf = (asked: readonly HeadQuestion[]) => headLogits(target, headed.values, asked);
    const timing = days && chooseTiming(days, log, slices, logitsOf, { orderWindow, minMeasured: MIN_MEASURED });
    if (days && timing?.released) timings[days] = timing.released;
    return { target, penalty, usesState, ...measured, ...(timing && { timing: timing.report }) };
  });
  if (Object.keys(timings).length > 0) {
    const file: TimingFile = { ...timings, ...(keepsOrders && { keepsOrders }) };
    model = { ...model, orderTiming: JSON.stringify(file) };
  }
  for (const head of heads) {
    progress.log(describe(head));
    if ('timing' in head && head.timing) progress.log(describeTiming(head.target, head.timing));
  }
  return { model, heads };
}

const describe = (head: HeadReport) =>
  'dropped' in head
    ? `No head ${head.target}: ${head.dropped}`
    : `Head ${head.target}: AUC ${head.figures.auc.toFixed(3)}, Brier ${head.figures.brier.toFixed(4)}, ECE ${head.figures.ece.toFixed(3)} on ${head.questions.toLocaleString('en')} questions of ${head.shoppers.toLocaleString('en')} shoppers; known on arrival alone AUC ${head.arrival.auc.toFixed(3)}${head.usesState ? '' : "; without the encoder's state"}`;

const describeTiming = (target: SessionTarget, { chosen, candidates, questions }: TimingReport) =>
  `${target} of shoppers with an order: ${chosen} answers. Log loss on ${questions.validation.toLocaleString('en')} questions before the test: ${candidates.map(({ model, validation }) => `${model} ${validation.toFixed(4)}`).join(', ')}`;

function withoutHeads({ orderTiming: _, ...model }: TrainedModel): TrainedModel {
  const dropped = new Set(sessionHeads(model.config).map(({ name }) => name));
  const heads = model.config.heads.filter(({ name }) => !dropped.has(name));
  const values = [...model.values].filter(([name]) => ![...dropped].some((head) => name.startsWith(`heads.${head}.`)));
  return { ...model, config: { ...model.config, heads }, values: new Map(values) };
}

const withHead = (model: TrainedModel, target: SessionTarget, values: ReadonlyMap<string, Float32Array>) =>
  quantizeModel({
    ...model,
    config: { ...model.config, heads: [...model.config.heads, sessionHeadConfig(target)] },
    values: new Map([...model.values, ...values]),
  });

function whyTooFew(target: SessionTarget, { training, validation, calibration, test }: HeadSlices): string | undefined {
  if (target === 'return-of-goods') return 'The log has no returns of goods.';
  const rarest = (questions: readonly HeadQuestion[]) => {
    const ones = questions.filter(({ outcome }) => outcome === 1).length;
    return Math.min(ones, questions.length - ones);
  };
  const slices = { training, validation, calibration, test };
  for (const [name, questions] of Object.entries(slices)) {
    const needed = name === 'training' ? MIN_TRAINING : MIN_MEASURED;
    const found = rarest(questions);
    if (found < needed)
      return `The ${name} slice has ${found} examples of its rarer outcome and needs ${needed}. Give a longer log.`;
  }
  return undefined;
}
