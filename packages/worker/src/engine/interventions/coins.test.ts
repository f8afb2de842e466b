import type { TrackedEvent } from '@aisle/core';
import { expect, test } from 'vitest';
import { createContext } from '../../testing/decisionContext.js';
import { releaseOfBiases } from '../../testing/smallRelease.js';
import { coins } from './coins.js';
import { reportAnswer } from './reportAnswer.js';

const hint = (id: string) => ({
  id,
  kind: 'hint',
  placements: ['cart'],
  cost: 0,
  value: 1,
  goal: { event: 'purchase', withinHours: 24 },
  creative: { en: { title: 'Hello' } },
});
const declaration = {
  version: 1,
  currency: 'EUR',
  defaults: { caps: { perSession: 1, perWeek: 3 }, dismissalDays: 30, cooldownHours: 0, secondsOnSite: 0 },
  holdout: { share: 0.5, salt: 'spring' },
  interventions: [hint('hint'), hint('other')],
  report: { intervention: 'hint', epsilon: 4, from: '2027-03-01', until: '2027-03-28', sendWithinHours: 48 },
};
const plain = releaseOfBiases([0, 0, 0]);
const releaseOf = (content: object) => ({ ...plain, decisionFiles: { interventions: JSON.stringify(content) } });
const REQUEST = { cursor: undefined, history: undefined, noticesSent: 0 };
const eventOf = (type: string, time: string) =>
  ({ type, items: [{ item_id: 'a' }], timestampMs: Date.parse(time), schemaVersion: 1 }) as unknown as TrackedEvent;

test('coins are the same with and without events', async () => {
  const without = await coins(REQUEST, createContext(releaseOf(declaration)).context);
  const { context } = createContext(releaseOf(declaration), eventOf('purchase', '2027-03-10T00:00Z'));
  expect(await coins(REQUEST, context)).toEqual(without);
  expect(without).toMatchObject({ coins: { all: expect.any(String), hint: expect.any(String) } });
});

test('a release without interventions has no coins and no question', async () => {
  const { context } = createContext(plain);
  expect(await coins(REQUEST, context)).toMatchObject({ reason: 'no-interventions' });
  expect(await reportAnswer(REQUEST, context)).toMatchObject({ reason: 'no-interventions' });
  const { report: _, ...withoutQuestion } = declaration;
  expect(await reportAnswer(REQUEST, createContext(releaseOf(withoutQuestion)).context)).toMatchObject({
    reason: 'no-interventions',
  });
});

test.each([
  ['no event', [], false],
  ['a purchase in the period', [eventOf('purchase', '2027-03-28T23:59:59Z')], true],
  ['another event in the period', [eventOf('add_to_cart', '2027-03-10T00:00:00Z')], false],
  ['a purchase before it', [eventOf('purchase', '2027-02-28T23:59:59Z')], false],
  ['a purchase after it', [eventOf('purchase', '2027-03-29T00:00:00Z')], false],
])('the answer of a report with %s', async (_name, events, succeeded) => {
  const reply = await reportAnswer(REQUEST, createContext(releaseOf(declaration), ...events).context);
  expect(reply).toMatchObject({ question: declaration.report, succeeded });
});

test('a device that sees no intervention has no group to report for', async () => {
  const groupOf = async (share: number) => {
    const { context } = createContext(releaseOf({ ...declaration, holdout: { share, salt: 'spring' } }));
    const [reply, tossed] = [await reportAnswer(REQUEST, context), await coins(REQUEST, context)];
    return [reply, tossed] as unknown as [{ group?: string }, { coins: Record<string, string> }];
  };
  for (const share of [0.001, 0.999]) {
    const [{ group }, tossed] = await groupOf(share);
    expect(group).toBe(tossed.coins.all === 'holdout' ? undefined : tossed.coins.hint);
  }
  expect((await groupOf(0.999))[0].group).toBeUndefined();
});
