import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Plugin } from '../plugin.js';
import { globalPrivacyControl } from './globalPrivacyControl.js';
import { googleConsentMode } from './googleConsentMode.js';
import { shopifyPrivacy } from './shopify.js';
import { tcf } from './tcf.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Starts a plugin. @returns a function that returns its latest signal */
function start(plugin: Plugin): () => string {
  let latest = '';
  plugin.start({
    track: () => {},
    encryptWith: () => {},
    note: () => {},
    report: () => {},
    setConsent: (signal) => (latest = signal),
  });
  return () => latest;
}

/** A consent platform of TCF. @returns a function that calls its listeners */
function stubTcf() {
  const listeners: ((data: object, success: boolean) => void)[] = [];
  vi.stubGlobal('__tcfapi', (command: string, _version: number, callback: (typeof listeners)[number]) => {
    if (command === 'addEventListener') listeners.push(callback);
  });
  return (eventStatus: string, consents: Record<number, boolean> = { 1: true, 5: true, 6: true }, gdprApplies = true) =>
    listeners.forEach((listener) => listener({ eventStatus, gdprApplies, purpose: { consents } }, true));
}

test('TCF: a dialog that is opened again keeps the answer until it changes', () => {
  const send = stubTcf();
  const signal = start(tcf());
  const signals = [
    ['cmpuishown', {}],
    ['tcloaded', undefined],
    ['cmpuishown', {}],
    ['useractioncomplete', { 1: true, 5: false, 6: true }],
    ['cmpuishown', undefined],
    ['useractioncomplete', undefined],
  ] as const;
  expect(signals.map(([status, consents]) => (send(status, consents), signal()))).toEqual([
    'unset',
    'granted',
    'granted',
    'denied',
    'denied',
    'granted',
  ]);
});

test.each([
  ['without restrictions', {}, 'granted'],
  ['the purpose requires consent', { 5: { 7: 1 } }, 'granted'],
  ['the purpose is forbidden', { 5: { 7: 0 } }, 'denied'],
  ['the purpose requires legitimate interest', { 6: { 7: 2 } }, 'denied'],
  ['another vendor is restricted', { 5: { 8: 0 } }, 'granted'],
  ['another purpose is restricted', { 2: { 7: 0 } }, 'granted'],
])('TCF: restrictions of the page for the vendor: %s', (_, restrictions, expected) => {
  const consents = { 1: true, 5: true, 6: true };
  const data = { eventStatus: 'tcloaded', purpose: { consents }, vendor: { consents: { 7: true } } };
  vi.stubGlobal('__tcfapi', (command: string, _version: number, callback: (data: object, success: boolean) => void) => {
    if (command === 'addEventListener') callback({ ...data, publisher: { restrictions } }, true);
  });
  expect(start(tcf({ vendorId: 7 }))()).toBe(expected);
  expect(start(tcf())()).toBe('granted');
});

test('TCF: a dialog outside the GDPR keeps consent granted', () => {
  const send = stubTcf();
  const signal = start(tcf());
  send('tcloaded', {}, false);
  send('cmpuishown', {});
  expect(signal()).toBe('granted');
});

type Command = readonly ['default' | 'update', object];
const [DENIED, GRANTED] = [{ personalization_storage: 'denied' }, { personalization_storage: 'granted' }];

function gtag(..._given: unknown[]): void {
  (globalThis as unknown as { dataLayer: object[] }).dataLayer.push(arguments);
}

/** The signal after these commands of gtag. */
function afterCommands(...commands: readonly Command[]) {
  vi.stubGlobal('dataLayer', []);
  const signal = start(googleConsentMode());
  for (const command of commands) gtag('consent', ...command);
  return signal;
}

test.each<[string, readonly Command[], string]>([
  [
    'a later default replaces an earlier one',
    [
      ['default', DENIED],
      ['default', GRANTED],
    ],
    'granted',
  ],
  [
    'a later denied default replaces a granted one',
    [
      ['default', GRANTED],
      ['default', DENIED],
    ],
    'unset',
  ],
  [
    'the strictest region counts',
    [
      ['default', { ...DENIED, region: ['ES'] }],
      ['default', GRANTED],
    ],
    'unset',
  ],
  [
    'a later default of the same region replaces an earlier one',
    [
      ['default', { ...DENIED, region: ['ES', 'us-ca'] }],
      ['default', GRANTED],
      ['default', { ...GRANTED, region: ['es', 'US-CA'] }],
    ],
    'granted',
  ],
  [
    'another region does not replace it',
    [
      ['default', { ...DENIED, region: ['US-CA'] }],
      ['default', GRANTED],
      ['default', { ...GRANTED, region: ['US'] }],
    ],
    'unset',
  ],
  ['a default for some regions is none elsewhere', [['default', { ...GRANTED, region: ['US'] }]], 'unset'],
  [
    'an update overrides every default',
    [
      ['default', { ...DENIED, region: ['ES'] }],
      ['update', GRANTED],
    ],
    'granted',
  ],
  [
    'a default after an update changes nothing',
    [
      ['update', DENIED],
      ['default', GRANTED],
    ],
    'denied',
  ],
  [
    'a default without our type changes nothing',
    [
      ['default', GRANTED],
      ['default', { ad_storage: 'denied' }],
    ],
    'granted',
  ],
])('Consent Mode: %s', (_, commands, expected) => {
  expect(afterCommands(...commands)()).toBe(expected);
});

test('Consent Mode: a granted default waits for the announced update', () => {
  const announced: Command = ['default', { ...GRANTED, wait_for_update: 500 }];
  const signal = afterCommands(announced);
  vi.advanceTimersByTime(499);
  expect(signal()).toBe('unset');
  vi.advanceTimersByTime(1);
  expect(signal()).toBe('granted');
  expect(afterCommands(announced, ['update', GRANTED])()).toBe('granted');
  expect(afterCommands(announced, ['update', DENIED])()).toBe('denied');
});

/** Shopify's API with these answers. @returns a function that sends the event of an answer */
function stubShopify(allowed: boolean, preferences?: string) {
  const document = new EventTarget();
  vi.stubGlobal('document', document);
  const consent = preferences === undefined ? {} : { currentVisitorConsent: () => ({ preferences }) };
  vi.stubGlobal('Shopify', { customerPrivacy: { preferencesProcessingAllowed: () => allowed, ...consent } });
  return () => document.dispatchEvent(new Event('visitorConsentCollected'));
}

test.each([
  [true, 'yes', 'granted'],
  [true, '', 'granted'],
  [false, 'no', 'denied'],
  [false, '', 'unset'],
  // An API without the visitor's answer.
  [false, undefined, 'unset'],
])('Shopify: allowed %s with the answer %j is %s', (allowed, preferences, expected) => {
  stubShopify(allowed, preferences);
  expect(start(shopifyPrivacy())()).toBe(expected);
});

test('Shopify: without the answer, its event makes a denial', () => {
  const sendEvent = stubShopify(false);
  const signal = start(shopifyPrivacy());
  sendEvent();
  expect(signal()).toBe('denied');
});

test.each([
  [true, 'denied'],
  ['1', 'denied'],
  [1, 'denied'],
  [false, 'no-objection'],
  ['0', 'no-objection'],
  [undefined, 'no-objection'],
])('Global Privacy Control %j: %s', (value, expected) => {
  vi.stubGlobal('navigator', { globalPrivacyControl: value });
  expect(start(globalPrivacyControl())()).toBe(expected);
});
