import type { TrackedEvent } from '@aisle/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createContext } from '../../testing/decisionContext.js';
import { releaseOfBiases } from '../../testing/smallRelease.js';
import { decide } from './decide.js';

const NOW_MS = Date.UTC(2027, 2, 1);
beforeEach(() => {
  vi.useFakeTimers({ now: NOW_MS, toFake: ['Date'] });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => void vi.useRealTimers());

const declaration = {
  version: 1,
  currency: 'EUR',
  defaults: { caps: { perSession: 1, perWeek: 3 }, dismissalDays: 30, cooldownHours: 0, secondsOnSite: 10 },
  holdout: { share: 0, salt: 'spring-2027' },
  interventions: [
    {
      id: 'free-shipping',
      kind: 'hint',
      placements: ['cart'],
      conditions: { minCartValue: 20 },
      cost: 0.1,
      value: 4,
      rules: { cooldownHours: 2 },
      goal: { event: 'purchase', withinHours: 24 },
      creative: { en: { title: 'Free shipping from 50 €' } },
    },
  ],
};
const policy = {
  version: 1,
  minExposures: 100,
  boundDeviations: 1,
  exploration: 0.2,
  floor: 0.02,
  gamma: 10,
  interventions: {
    'free-shipping': { shown: { mean: 0.5, spread: 0.03 }, base: { mean: 0.2, spread: 0.04 }, exposures: 500 },
  },
};
const plain = releaseOfBiases([0, 0, 0]);
const release = {
  ...plain,
  decisionFiles: { interventions: JSON.stringify(declaration), policy: JSON.stringify(policy) },
};
const added = (price: number, minutesAgo = 5) =>
  ({
    type: 'add_to_cart',
    items: [{ item_id: 'a', price, quantity: 1 }],
    currency: 'EUR',
    timestampMs: NOW_MS - minutesAgo * 60_000,
    schemaVersion: 1,
  }) as unknown as TrackedEvent;
const REQUEST = { cursor: undefined, history: undefined, noticesSent: 0, placement: 'cart' };
const NOTHING_PAST = { exposures: [], dismissals: [], muted: [] };
const ask = (found: typeof plain, event: TrackedEvent, past = {}) =>
  decide({ ...REQUEST, ...NOTHING_PAST, ...past }, createContext(found, event).context);

test('the cart of the history makes an intervention eligible', async () => {
  expect(await ask(release, added(20))).toMatchObject({
    decision: { act: true, reason: 'chosen', intervention: { id: 'free-shipping' }, probability: 0.8 },
    rules: { cooldownHours: 2, caps: { perSession: 1 } },
    sessionStartMs: NOW_MS - 5 * 60_000,
  });
  expect(await ask(release, added(19.99))).toMatchObject({ decision: { act: false, reason: 'not-eligible' } });
});

test('exposures and mutes of the page count', async () => {
  const exposures = [{ id: 'other', timestampMs: NOW_MS - 60_000 }];
  expect(await ask(release, added(20), { exposures })).toMatchObject({ decision: { act: false, reason: 'capped' } });
  expect(await ask(release, added(20), { muted: 'all' })).toMatchObject({ decision: { reason: 'dismissed' } });
});

test('a release without interventions says so', async () => {
  expect(await ask(plain, added(20))).toMatchObject({ reason: 'no-interventions' });
});

test('a declaration that is not valid is an error, not an offer', async () => {
  const broken = { ...release, decisionFiles: { interventions: '{"version":2}' } };
  await expect(ask(broken, added(20))).rejects.toMatchObject({ code: 'manifest-invalid' });
});
