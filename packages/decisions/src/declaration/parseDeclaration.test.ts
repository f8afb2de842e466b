import { AisleError } from '@aisle/core';
import { expect, test } from 'vitest';
import { declarationOf, WELCOME } from '../testing/welcomeDeclaration.js';
import { parseDeclaration } from './parseDeclaration.js';

const QUESTION = { intervention: 'welcome', epsilon: 4, from: '2027-03-01', until: '2027-03-28', sendWithinHours: 48 };
const asking = (changed: object, share = 0.1) => ({
  ...declarationOf(),
  holdout: { share, salt: 'spring' },
  report: { ...QUESTION, ...changed },
});

test('a declaration is read as it is written', () => {
  expect(parseDeclaration(asking({}))).toEqual(asking({}));
  expect(parseDeclaration(declarationOf())).toEqual(declarationOf());
});

const { openToAllUrl: _url, ...withoutUrl } = WELCOME;
const { disclosure: _disclosure, ...withoutDisclosure } = WELCOME;
const caps = { perSession: 0, perWeek: 3 };

test.each<[string, unknown, string, RegExp]>([
  ['a kind price', declarationOf({ ...WELCOME, kind: 'price' as never }), 'interventions[0].kind', /found "price"/],
  ['a price', declarationOf({ ...WELCOME, price: 9 } as never), 'interventions[0].price', /no such field/],
  ['a countdown', declarationOf({ ...WELCOME, countdown: 60 } as never), 'interventions[0].countdown', /no such/],
  [
    'a claim about stock',
    declarationOf({ ...WELCOME, creative: { en: { title: 'Hi', stockLeft: 2 } } } as never),
    'interventions[0].creative.en.stockLeft',
    /no such field/,
  ],
  ['a discount for some only', declarationOf(withoutUrl), 'interventions[0].openToAllUrl', /anybody/],
  ['a discount without disclosure', declarationOf(withoutDisclosure), 'interventions[0].disclosure', /says why/],
  [
    'a discount for an emptied cart',
    declarationOf({ ...WELCOME, conditions: { maxCartItems: 0 } }),
    'interventions[0].conditions',
    /leave carts/,
  ],
  [
    'a discount for a left cart',
    declarationOf({ ...WELCOME, conditions: { minCartItems: 1, minDaysAway: 1 } }),
    'interventions[0].conditions',
    /leave carts/,
  ],
  [
    'an interruption without a close button',
    declarationOf({ ...WELCOME, interrupts: true, creative: { en: { title: 'Hi' } } }),
    'interventions[0].creative.en.close',
    /close button/,
  ],
  ['a cap of 0', declarationOf({ ...WELCOME, rules: { caps } }), 'interventions[0].rules.caps.perSession', /from 1/],
  ['an unknown id', declarationOf({ ...WELCOME, excludes: ['x'] }), 'interventions[0].excludes[0]', /found "x"/],
  ['an id twice', declarationOf(WELCOME, WELCOME), 'interventions[1].id', /no other intervention/],
  [
    'a script as address',
    declarationOf({ ...WELCOME, openToAllUrl: 'javascript:1' }),
    'interventions[0].openToAllUrl',
    /https/,
  ],
  ['the id all', declarationOf({ ...WELCOME, id: 'all' }), 'interventions[0].id', /stands for all/],
  ['a report on an unknown id', asking({ intervention: 'x' }), 'report.intervention', /the id of an intervention/],
  ['a report that ends before it begins', asking({ until: '2027-02-28' }), 'report.until', /not before/],
  ['a report nearly in clear', asking({ epsilon: 9 }), 'report.epsilon', /at most 8/],
  ['a report sent within an hour', asking({ sendWithinHours: 1 }), 'report.sendWithinHours', /from 24/],
  ['a report without a holdout', asking({}, 0), 'report', /nothing to compare/],
  ['a list', [], '', /an object/],
])('refuses %s', (_name, declaration, field, message) => {
  let found: unknown;
  try {
    parseDeclaration(declaration, 'data-invalid');
  } catch (error) {
    found = error;
  }
  expect(found).toBeInstanceOf(AisleError);
  expect(found).toMatchObject({ code: 'data-invalid', details: { field }, message: expect.stringMatching(message) });
});
