import type { OutcomesByArm } from '@aisle/worker';
import { expect, test, vi } from 'vitest';
import { Outcomes } from './outcomes.js';

const countsOf = (shown: number): OutcomesByArm => ({
  personalised: { shown, clicked: 0, purchased: 0 },
  holdout: { shown: 0, clicked: 0, purchased: 0 },
});
const flushTasks = () => new Promise((resolve) => setTimeout(resolve));

function createOutcomes(count: () => Promise<OutcomesByArm | undefined>, whenVisible = async () => {}) {
  const onChange = vi.fn();
  return { onChange, outcomes: new Outcomes(count, { whenIdle: async () => {}, whenVisible }, onChange) };
}

test('events in quick succession cause one count', async () => {
  const count = vi.fn(async () => countsOf(1));
  const { outcomes, onChange } = createOutcomes(count);
  outcomes.refresh();
  outcomes.refresh();
  await flushTasks();
  expect([count.mock.calls.length, onChange.mock.calls.length, outcomes.counts]).toEqual([1, 1, countsOf(1)]);
});

test('equal counts do not notify', async () => {
  const { outcomes, onChange } = createOutcomes(async () => countsOf(1));
  outcomes.refresh();
  await flushTasks();
  const { counts } = outcomes;
  outcomes.refresh();
  await flushTasks();
  expect([onChange.mock.calls.length, outcomes.counts === counts]).toEqual([1, true]);
});

test('a hidden page counts when it becomes visible', async () => {
  let becomeVisible = () => {};
  const count = vi.fn(async () => countsOf(1));
  const { outcomes } = createOutcomes(count, () => new Promise((resolve) => (becomeVisible = resolve)));
  outcomes.refresh();
  await flushTasks();
  expect(count).not.toHaveBeenCalled();
  becomeVisible();
  await flushTasks();
  expect(outcomes.counts).toEqual(countsOf(1));
});

test('a failed count keeps the counts and forget clears them', async () => {
  const count = vi.fn(async () => countsOf(1));
  const { outcomes } = createOutcomes(count);
  outcomes.refresh();
  await flushTasks();
  count.mockRejectedValueOnce(new Error('no worker'));
  outcomes.refresh();
  await flushTasks();
  expect(outcomes.counts).toEqual(countsOf(1));
  outcomes.forget();
  expect(outcomes.counts).toBeUndefined();
});
