import { type AisleErrorCode, EVENT_TYPES, Reader } from '@aisle/core';
import { checkOffers } from './checkOffers.js';
import { checkReport } from './checkReport.js';
import {
  type Conditions,
  type Creative,
  type Declaration,
  INTERVENTION_KINDS,
  type Intervention,
  type InterventionRules,
  type ReportQuestion,
} from './declaration.js';

const MAX_INTERVENTIONS = 100;
const MAX_AMOUNT = 1e9;
const MAX_COUNT = 1e6;
const MAX_DAYS = 3650;
const HOUR_LIMIT = 24 * 365;
/** An answer with more is nearly in clear: its noise is below .03 %. */
const MAX_EPSILON = 8;
/** In a shorter time, the moment of an answer would say when the page was open. */
const MIN_SEND_HOURS = 24;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/**
 * Checks a declaration. Every field that the type does not have is refused, so that no personal price, countdown or
 * stock claim can be declared.
 *
 * @param code of the error: a device refuses a release, the CLI a shop's file
 * @throws AisleError `code`; its detail `field` is the path of the field
 */
export function parseDeclaration(json: unknown, code: AisleErrorCode = 'manifest-invalid'): Declaration {
  const root = Reader.open(json, 'Declaration', code);
  // An editor reads $schema. It has no other meaning.
  const file = fieldsOf(root, ['$schema', 'version', 'currency', 'defaults', 'holdout', 'interventions', 'report']);
  file('$schema').optional((reader) => reader.text(/./, 'an address'));
  const holdout = fieldsOf(file('holdout'), ['share', 'salt']);
  const list = file('interventions').list(MAX_INTERVENTIONS);
  const declaration: Declaration = {
    version: file('version').oneOf(1),
    currency: file('currency').text(/^[A-Z]{3}$/, 'an ISO 4217 code such as EUR'),
    defaults: wholeRules(file('defaults')),
    holdout: { share: holdout('share').number(0, 1), salt: holdout('salt').text(/^.{1,100}$/, 'a text of 1 to 100') },
    interventions: list.map(parseIntervention),
    ...present({ report: file('report').optional(parseReport) }),
  };
  checkOffers(declaration, list);
  checkReport(declaration, file('report'));
  return declaration;
}

/** Gives the fields of an object, and refuses fields with other names. */
function fieldsOf<Name extends string>(reader: Reader, names: readonly Name[]): (name: Name) => Reader {
  const { raw } = reader;
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) reader.refuse('an object');
  for (const name of Object.keys(raw)) {
    if (!(names as readonly string[]).includes(name))
      reader.field(name).refuse(`absent: a declaration has no such field. The fields here are ${names.join(', ')}`);
  }
  return (name) => reader.field(name);
}

function parseReport(reader: Reader): ReportQuestion {
  const field = fieldsOf(reader, ['intervention', 'epsilon', 'from', 'until', 'sendWithinHours']);
  return {
    intervention: id(field('intervention')),
    epsilon: field('epsilon').positive(MAX_EPSILON),
    from: day(field('from')),
    until: day(field('until')),
    sendWithinHours: field('sendWithinHours').number(MIN_SEND_HOURS, HOUR_LIMIT),
  };
}

/** The fields that have a value. */
function present<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

const days = (reader: Reader) => reader.number(0, MAX_DAYS);
const day = (reader: Reader) => reader.text(/^\d{4}-\d\d-\d\d$/, 'a day such as 2027-03-31');
const hours = (reader: Reader) => reader.number(0, HOUR_LIMIT);
const seconds = (reader: Reader) => reader.number(0, 86_400);
const amount = (reader: Reader) => reader.number(0, MAX_AMOUNT);
const count = (reader: Reader) => reader.whole(MAX_COUNT);
const id = (reader: Reader) =>
  reader.text(/^[a-z0-9][a-z0-9-]{0,60}$/, 'an id of lower-case letters, digits and dashes');
const label = (reader: Reader) => reader.text(/^.{1,500}$/s, 'a text of 1 to 500 characters');
const address = (reader: Reader) =>
  reader.text(/^(https:\/\/|\/(?!\/))\S{0,2000}$/, 'an address that begins with https:// or /');

const RULES = ['caps', 'dismissalDays', 'cooldownHours', 'secondsOnSite'] as const;

function parseCaps(reader: Reader): InterventionRules['caps'] {
  const field = fieldsOf(reader, ['perSession', 'perWeek']);
  return { perSession: field('perSession').whole(100, 1), perWeek: field('perWeek').whole(1000, 1) };
}

function wholeRules(reader: Reader): InterventionRules {
  const field = fieldsOf(reader, RULES);
  return {
    caps: parseCaps(field('caps')),
    dismissalDays: days(field('dismissalDays')),
    cooldownHours: hours(field('cooldownHours')),
    secondsOnSite: seconds(field('secondsOnSite')),
  };
}

function ownRules(reader: Reader): Partial<InterventionRules> {
  const field = fieldsOf(reader, RULES);
  return present<Partial<InterventionRules>>({
    caps: field('caps').optional(parseCaps),
    dismissalDays: field('dismissalDays').optional(days),
    cooldownHours: field('cooldownHours').optional(hours),
    secondsOnSite: field('secondsOnSite').optional(seconds),
  });
}

function parseConditions(reader: Reader): Conditions {
  const field = fieldsOf(reader, CONDITIONS);
  const probability = (one: Reader) => one.number(0, 1);
  return present<Conditions>({
    minCartItems: field('minCartItems').optional(count),
    maxCartItems: field('maxCartItems').optional(count),
    minCartValue: field('minCartValue').optional(amount),
    maxCartValue: field('maxCartValue').optional(amount),
    minOrders: field('minOrders').optional(count),
    maxOrders: field('maxOrders').optional(count),
    minDaysAway: field('minDaysAway').optional(days),
    viewedCategory: field('viewedCategory').optional(label),
    minPurchaseProbability: field('minPurchaseProbability').optional(probability),
    maxPurchaseProbability: field('maxPurchaseProbability').optional(probability),
  });
}

const CONDITIONS = [
  'minCartItems',
  'maxCartItems',
  'minCartValue',
  'maxCartValue',
  'minOrders',
  'maxOrders',
  'minDaysAway',
  'viewedCategory',
  'minPurchaseProbability',
  'maxPurchaseProbability',
] as const;

function byLanguage<T>(reader: Reader, read: (text: Reader) => T): Readonly<Record<string, T>> {
  const languages = Object.keys(Object(reader.raw));
  if (languages.length === 0) reader.refuse('an object with at least one language');
  return Object.fromEntries(
    languages.map((language) => {
      if (!LANGUAGE.test(language)) reader.field(language).refuse('under a language tag such as en or zh-Hant');
      return [language, read(reader.field(language))];
    }),
  );
}

function parseCreative(reader: Reader): Creative {
  const field = fieldsOf(reader, ['title', 'text', 'action', 'url', 'close']);
  return present<Creative>({
    title: label(field('title')),
    text: field('text').optional(label),
    action: field('action').optional(label),
    url: field('url').optional(address),
    close: field('close').optional(label),
  });
}

function parseIntervention(reader: Reader): Intervention {
  const field = fieldsOf(reader, [
    'id',
    'kind',
    'placements',
    'conditions',
    'cost',
    'value',
    'goal',
    'rules',
    'excludes',
    'budget',
    'openToAllUrl',
    'disclosure',
    'interrupts',
    'creative',
  ]);
  const goal = fieldsOf(field('goal'), ['event', 'withinHours']);
  return present<Intervention>({
    id: id(field('id')),
    kind: field('kind').oneOf(...INTERVENTION_KINDS),
    placements: field('placements').list(20, 1).map(id),
    conditions: field('conditions').optional(parseConditions),
    cost: amount(field('cost')),
    value: amount(field('value')),
    goal: { event: goal('event').oneOf(...EVENT_TYPES), withinHours: goal('withinHours').positive(HOUR_LIMIT) },
    rules: field('rules').optional(ownRules),
    excludes: field('excludes').optional((ids) => ids.list(MAX_INTERVENTIONS).map(id)),
    budget: field('budget').optional((reader) => {
      const budget = fieldsOf(reader, ['perDay', 'eligibleDevices']);
      return { perDay: budget('perDay').whole(1e9, 1), eligibleDevices: budget('eligibleDevices').whole(1e9, 1) };
    }),
    openToAllUrl: field('openToAllUrl').optional(address),
    disclosure: field('disclosure').optional((texts) => byLanguage(texts, label)),
    interrupts: field('interrupts').optional((flag) =>
      typeof flag.raw === 'boolean' ? flag.raw : flag.refuse('true or false'),
    ),
    creative: byLanguage(field('creative'), parseCreative),
  });
}
