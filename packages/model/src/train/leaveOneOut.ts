import type { ItemTarget } from '../heads/ranking.js';
import type { EventLog } from './eventLog.js';
import { addLoggedHistory, LoggedExample, modelledEvents } from './loggedHistories.js';
import { actionsOf, decisions, type Example, type Split, type TrainingHistory } from './split.js';

/**
 * Leave-one-out (Kang & McAuley 2018, https://arxiv.org/abs/1808.09781): each user's last decision is the test example,
 * the one before it the validation example. Earlier actions are the training part. Users with too few decisions are
 * used for training only.
 */
export function leaveOneOut(log: EventLog, target: ItemTarget): Split {
  const training: TrainingHistory[] = [];
  const validation: Example[] = [];
  const test: Example[] = [];
  // The first item of `next-item` is a decision without a history.
  const minDecisions = target === 'next-item' ? 3 : 2;
  const modelled = modelledEvents(log);
  log.userIds.forEach((userId, user) => {
    const start = modelled.offsets[user]!;
    const found = decisions(actionsOf(modelled, user), target);
    const last = found.length < minDecisions ? [] : found.slice(-2);
    last.forEach(({ index, labelRow }, i) => {
      if (index > 0) [validation, test][i]!.push(new LoggedExample(modelled, userId, start, start + index, labelRow));
    });
    const end = last.length === 0 ? modelled.offsets[user + 1]! : start + last[0]!.index;
    addLoggedHistory(training, modelled, start, end, target);
  });
  return { training, validation, test };
}
