import type { Declaration, Intervention } from '../declaration/declaration.js';

/** A discount that everybody can have. */
export const WELCOME: Intervention = {
  id: 'welcome',
  kind: 'discount',
  placements: ['cart'],
  conditions: { maxOrders: 0 },
  cost: 2,
  value: 100,
  goal: { event: 'purchase', withinHours: 24 },
  openToAllUrl: '/welcome',
  disclosure: { en: 'Shown because this is your first visit.' },
  creative: { en: { title: 'Welcome', close: 'Close' } },
};

/** @param interventions default: one discount */
export const declarationOf = (...interventions: readonly Intervention[]): Declaration => ({
  version: 1,
  currency: 'EUR',
  defaults: { caps: { perSession: 1, perWeek: 3 }, dismissalDays: 30, cooldownHours: 24, secondsOnSite: 10 },
  holdout: { share: 0, salt: 'spring' },
  interventions: interventions.length > 0 ? interventions : [WELCOME],
});
