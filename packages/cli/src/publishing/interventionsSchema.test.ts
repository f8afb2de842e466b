import { readFileSync } from 'node:fs';
import { EVENT_TYPES } from '@aisle/core';
import { parseDeclaration } from '@aisle/decisions';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';

const schema = JSON.parse(readFileSync(new URL('../../schema/interventions.schema.json', import.meta.url), 'utf8'));
// The schema bounds fields without repeating their type.
const accepts = new Ajv2020({ strictTypes: false, strictRequired: false }).compile(schema);

const creative = { en: { title: 'Welcome', close: 'Close' } };
const goal = { event: 'purchase', withinHours: 24 };
const hint = { id: 'hint', kind: 'hint', placements: ['cart'], cost: 0, value: 5, goal, creative };
const discount = { ...hint, kind: 'discount', openToAllUrl: '/welcome', disclosure: { en: 'First visit' } };
const caps = { perSession: 1, perWeek: 3 };
const file = {
  version: 1,
  currency: 'EUR',
  defaults: { caps, dismissalDays: 30, cooldownHours: 24, secondsOnSite: 10 },
  holdout: { share: 0.1, salt: 'spring' },
  interventions: [hint],
};
const withOne = (intervention: object) => ({ ...file, interventions: [intervention] });

test.each<[string, boolean, unknown]>([
  ['a hint', true, file],
  ['a schema address', true, { ...file, $schema: './interventions.schema.json' }],
  ['an open discount', true, withOne(discount)],
  ['a discount on return', true, withOne({ ...discount, conditions: { minDaysAway: 7 } })],
  ['a reminder of a left cart', true, withOne({ ...hint, conditions: { minDaysAway: 1, minCartItems: 1 } })],
  ['own rules', true, withOne({ ...hint, rules: { cooldownHours: 1.5 } })],
  ['an interruption with a close', true, withOne({ ...hint, interrupts: true })],
  ['a price', false, withOne({ ...hint, kind: 'price' })],
  ['a countdown', false, withOne({ ...hint, countdown: 1 })],
  ['an unknown condition', false, withOne({ ...hint, conditions: { stockLeft: 1 } })],
  ['a discount without a page', false, withOne({ ...discount, openToAllUrl: undefined })],
  ['a discount without disclosure', false, withOne({ ...discount, disclosure: undefined })],
  ['a discount for an emptied cart', false, withOne({ ...discount, conditions: { maxCartItems: 0 } })],
  ['a discount for a cart without value', false, withOne({ ...discount, conditions: { maxCartValue: 0 } })],
  ['a discount for a left cart', false, withOne({ ...discount, conditions: { minDaysAway: 1, minCartValue: 1 } })],
  ['an interruption without a close', false, withOne({ ...hint, interrupts: true, creative: { en: { title: 'A' } } })],
  ['a cap of 0', false, withOne({ ...hint, rules: { caps: { ...caps, perWeek: 0 } } })],
  ['no placement', false, withOne({ ...hint, placements: [] })],
  ['a negative cost', false, withOne({ ...hint, cost: -1 })],
  ['another origin without https', false, withOne({ ...hint, creative: { en: { title: 'A', url: '//a.example' } } })],
  ['no language', false, withOne({ ...hint, creative: {} })],
  ['a share above 1', false, { ...file, holdout: { share: 1.1, salt: 's' } }],
  ['defaults without caps', false, { ...file, defaults: { ...file.defaults, caps: undefined } }],
])('schema and parser agree about %s', (_name, valid, declaration) => {
  const json = JSON.parse(JSON.stringify(declaration));
  const parses = () => {
    try {
      parseDeclaration(json);
      return true;
    } catch {
      return false;
    }
  };
  expect([accepts(json), parses()]).toEqual([valid, valid]);
});

test('the schema has the events of this version', () => {
  expect(schema.$defs.intervention.properties.goal.properties.event.enum).toEqual([...EVENT_TYPES]);
});
