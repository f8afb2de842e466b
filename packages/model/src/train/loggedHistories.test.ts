import { expect, test } from 'vitest';
import { logOfSteps, plainTraining } from '../testing/steps.js';
import { leaveOneOut } from './leaveOneOut.js';
import { modelledEvents } from './loggedHistories.js';
import { actionsOf, addTraining, type TrainingHistory } from './split.js';

const log = logOfSteps({
  u1: ['list B', 'click C', 'view C', 'view C', 'cart D', 'view A', 'buy D'],
  u2: ['list A'],
  u3: ['view E', 'view F'],
});

test('modelledEvents has the actions of each shopper, and of no other events', () => {
  const modelled = modelledEvents(log);
  for (const user of log.userIds.keys()) expect(actionsOf(modelled, user)).toEqual(actionsOf(log, user));
  expect([...modelled.offsets]).toEqual([0, 4, 4, 6]);
});

test('modelledEvents is the log itself if the model reads all events', () => {
  const read = logOfSteps({ u: ['view A', 'view B'] });
  expect(modelledEvents(read)).toBe(read);
});

test('a logged history has the actions and labels of a history in memory', () => {
  const inMemory: TrainingHistory[] = [];
  for (const user of log.userIds.keys()) addTraining(inMemory, actionsOf(log, user), 'next-purchase');
  expect(plainTraining(leaveOneOut(log, 'next-purchase').training)).toEqual(plainTraining(inMemory));
});

test('a logged example knows the action that its label is from', () => {
  const steps = logOfSteps({ u: ['view A', 'cart B', 'buy B', 'view D', 'cart C', 'view A', 'buy C'] });
  const { validation, test } = leaveOneOut(steps, 'next-purchase');
  const answers = [...validation, ...test].map(({ answer }) => answer);
  expect(answers).toEqual([actionsOf(steps, 0)[1], actionsOf(steps, 0)[4]]);
  expect(answers.map((answer) => answer!.itemRow)).toEqual([2, 3]);
});
