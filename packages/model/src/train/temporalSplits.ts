import type { Action } from '../action.js';
import type { ItemTarget } from '../heads/ranking.js';
import { startsSession } from '../sessions.js';
import type { EventLog } from './eventLog.js';
import { addLoggedHistory, LoggedExample, modelledEvents } from './loggedHistories.js';
import { actionsOf, decisions, type Example, type Split, type TrainingHistory } from './split.js';

/** Indices into a user's actions. Actions before `validation` are for training, those from `test` on for the test. */
interface Cut {
  readonly validation: number;
  readonly test: number;
}

/**
 * Cuts each user's actions into three parts. Every decision of the later two parts is an example if it has a history,
 * which may be in an earlier part. Decision and purchase must be in the same part, so that no label crosses a cut.
 */
function cutUsers(
  log: EventLog,
  target: ItemTarget,
  cutOf: (actions: readonly Action[], user: number) => Cut,
): Required<Split> {
  const training: TrainingHistory[] = [];
  const refit: TrainingHistory[] = [];
  const validation: Example[] = [];
  const test: Example[] = [];
  const modelled = modelledEvents(log);
  log.userIds.forEach((userId, user) => {
    const start = modelled.offsets[user]!;
    const actions = actionsOf(modelled, user);
    const cut = cutOf(actions, user);
    const addExamples = (examples: Example[], first: number, known: readonly Action[]) => {
      for (const { index, labelRow } of decisions(known, target)) {
        if (index < Math.max(1, first)) continue;
        examples.push(new LoggedExample(modelled, userId, start, start + index, labelRow));
      }
    };
    addLoggedHistory(training, modelled, start, start + cut.validation, target);
    addLoggedHistory(refit, modelled, start, start + cut.test, target);
    addExamples(validation, cut.validation, actions.slice(0, cut.test));
    addExamples(test, cut.test, actions);
  });
  return { training, validation, test, refit };
}

/**
 * For a log whose users are one session each, in time order: the last tenth of them is the validation part. The test
 * part is empty.
 */
export function lastTenthOfUsers(log: EventLog, target: ItemTarget): Required<Split> {
  const trainingUsers = log.userIds.length - Math.ceil(log.userIds.length / 10);
  return cutUsers(log, target, (actions, user) => ({
    validation: user < trainingUsers ? actions.length : 0,
    test: actions.length,
  }));
}

/**
 * The last tenth of the users, in the log's order, is the test part, the tenth before it the validation part. So shoppers
 * who came once are examples too: the next item within their visit or order.
 */
export function lastTenthsOfUsers(log: EventLog, target: ItemTarget): Required<Split> {
  const part = Math.ceil(log.userIds.length / 10);
  const [validationUser, testUser] = [log.userIds.length - 2 * part, log.userIds.length - part];
  return cutUsers(log, target, (actions, user) => ({
    validation: user < validationUser ? actions.length : 0,
    test: user < testUser ? actions.length : 0,
  }));
}

/**
 * Each user's last session is the test part, the one before it the validation part. Users with fewer than three
 * sessions are used for training only.
 *
 * @param log with real timestamps
 */
export function lastSession(log: EventLog, target: ItemTarget): Required<Split> {
  return cutUsers(log, target, (actions) => {
    const starts = actions.flatMap((_, i) => (startsSession(actions, i, true) ? [i] : []));
    const [validation, test] = starts.length < 3 ? [] : starts.slice(-2);
    return { validation: validation ?? actions.length, test: test ?? actions.length };
  });
}

/**
 * Events at or after `testStartMs` are the test part. The last tenth of the time before it is the validation part.
 *
 * @param log with real timestamps
 * @param testStartMs milliseconds since the Unix epoch
 */
export function splitAtTime(log: EventLog, target: ItemTarget, testStartMs: number): Required<Split> {
  const firstMs = log.timestampsMs.reduce((first, timestampMs) => Math.min(first, timestampMs), testStartMs);
  const validationStartMs = testStartMs - (testStartMs - firstMs) / 10;
  const firstAt = (actions: readonly Action[], startMs: number) => {
    const found = actions.findIndex(({ timestampMs }) => timestampMs >= startMs);
    return found === -1 ? actions.length : found;
  };
  return cutUsers(log, target, (actions) => ({
    validation: firstAt(actions, validationStartMs),
    test: firstAt(actions, testStartMs),
  }));
}
