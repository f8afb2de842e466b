import type { OutcomesByArm } from '@aisle/worker';
import { expect, test, vi } from 'vitest';
import { Outcomes } from './outcomes.js';

const countsOf = (shown: number): OutcomesByArm => ({
  personalised: { shown, clicked: 0, purchased: 0 },
  holdout: { shown: 0, clicked: 0, purchased: 0 },
});
const settled = () => new Promise((resolve) => setTimeout(resolve));

function outcomesOver(ask: () => Promise<OutcomesByArm | undefined>, whenVisible = async () => {}) {
  const onChange = vi.fn();
  return { onChange, outcomes: new Outcomes(ask, { whenIdle: async () => {}, whenVisible }, onChange) };
}

test('events of one moment are counted once', async () => {
  const ask = vi.fn(async () => countsOf(1));
  const { outcomes, onChange } = outcomesOver(ask);
  outcomes.renew();
  outcomes.renew();
  await settled();
  expect([ask.mock.calls.length, onChange.mock.calls.length, outcomes.counts]).toEqual([1, 1, countsOf(1)]);
});

test('counts that are the same are no change', async () => {
  const { outcomes, onChange } = outcomesOver(async () => countsOf(1));
  outcomes.renew();
  await settled();
  const { counts } = outcomes;
  outcomes.renew();
  await settled();
  expect([onChange.mock.calls.length, outcomes.counts === counts]).toEqual([1, true]);
});

test('a hidden page counts when it is seen', async () => {
  let show = () => {};
  const ask = vi.fn(async () => countsOf(1));
  const { outcomes } = outcomesOver(ask, () => new Promise((resolve) => (show = resolve)));
  outcomes.renew();
  await settled();
  expect(ask).not.toHaveBeenCalled();
  show();
  await settled();
  expect(outcomes.counts).toEqual(countsOf(1));
});

test('a failure leaves the counts; forgetting ends them', async () => {
  const ask = vi.fn(async () => countsOf(1));
  const { outcomes } = outcomesOver(ask);
  outcomes.renew();
  await settled();
  ask.mockRejectedValueOnce(new Error('no worker'));
  outcomes.renew();
  await settled();
  expect(outcomes.counts).toEqual(countsOf(1));
  outcomes.forget();
  expect(outcomes.counts).toBeUndefined();
});
