import { type OrderSummary, orderSummaryOf } from '@aisle/decisions';
import {
  floatItemMatrix,
  LightEncoder,
  SESSION_FEATURE_COUNT,
  type SessionTarget,
  sessionFeatures,
  type TrainedModel,
} from '@aisle/model';
import { actionsOf, type EventLog, type SessionExample, sessionExamples } from '@aisle/model/train';
import { type HistoryWindow, knownOrders } from '../orderTiming/knownOrders.js';

/** A question of a head over the session, with what a device knows at its moment. */
export interface HeadQuestion extends SessionExample {
  /** Index of the shopper in the log. */
  readonly shopper: number;
  /** [SESSION_FEATURE_COUNT + width]: the features, then the encoder's state. */
  readonly inputs: Float32Array;
  /** The orders that a device knows at the moment. */
  readonly orders: OrderSummary;
}

/** More questions do not change a head of some 80 weights, and take minutes. */
const MAX_QUESTIONS = 40_000;

/**
 * The questions of a log for each target, in the order of their moments. The inputs of a question are computed from the
 * actions before its moment alone, as on a device.
 *
 * @param model quantised
 * @param orderWindow which orders a device knows
 */
export function headQuestions(
  model: TrainedModel,
  log: EventLog,
  targets: readonly SessionTarget[],
  orderWindow: HistoryWindow,
  onProgress: (share: number) => void,
): ReadonlyMap<SessionTarget, readonly HeadQuestion[]> {
  const { config, values } = model;
  const endMs = log.timestampsMs.reduce((a, b) => Math.max(a, b), 0);
  const asked = targets.map((target) => ({ target, questions: [] as (SessionExample & { shopper: number })[] }));
  log.userIds.forEach((_, shopper) => {
    const actions = actionsOf(log, shopper);
    for (const { target, questions } of asked)
      for (const example of sessionExamples(actions, target, endMs)) questions.push({ ...example, shopper });
  });
  /** By shopper and number of known actions. */
  const inputs = new Map<string, Pick<HeadQuestion, 'inputs' | 'orders'> | undefined>();
  const key = ({ shopper, known }: { shopper: number; known: number }) => `${shopper} ${known}`;
  const kept = asked.map(({ target, questions }) => {
    const stride = Math.max(1, questions.length / MAX_QUESTIONS);
    const sampled = Array.from(
      { length: Math.floor(questions.length / stride) },
      (_, i) => questions[Math.floor(i * stride)]!,
    );
    for (const question of sampled) inputs.set(key(question), undefined);
    return { target, sampled };
  });
  const encoder = new LightEncoder(
    config,
    values,
    floatItemMatrix(values.get('item_embedding')!, values.get('item_bias')!),
  );
  log.userIds.forEach((_, shopper) => {
    const actions = actionsOf(log, shopper);
    encoder.reset();
    let first = 0;
    for (let known = 1; known <= actions.length; known++) {
      if (!inputs.has(key({ shopper, known }))) continue;
      const history = actions.slice(0, known);
      encoder.advance(history, first);
      first = known;
      const momentMs = history.at(-1)!.timestampMs;
      const row = new Float32Array(SESSION_FEATURE_COUNT + config.width);
      row.set(sessionFeatures(history, momentMs));
      row.set(encoder.state(), SESSION_FEATURE_COUNT);
      const orders = orderSummaryOf(knownOrders(history, momentMs, orderWindow));
      inputs.set(key({ shopper, known }), { inputs: row, orders });
    }
    onProgress((shopper + 1) / log.userIds.length);
  });
  return new Map(
    kept.map(({ target, sampled }) => [
      target,
      sampled
        .map((question) => ({ ...question, ...inputs.get(key(question))! }))
        .sort((a, b) => a.momentMs - b.momentMs || a.shopper - b.shopper),
    ]),
  );
}
