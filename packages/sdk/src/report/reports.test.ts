import { type Random, seededRandom } from '@aisle/core';
import { InMemoryStore } from '@aisle/store';
import type { ReportAnswer } from '@aisle/worker';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { QueryResult } from '../decisions/request.js';
import { reportsOn } from './reports.js';

const DAY_MS = 86_400_000;
const OVER_MS = Date.UTC(2027, 2, 29);
const ENDPOINT = 'https://shop.example/reports';
const QUESTION = { intervention: 'hint', epsilon: 4, from: '2027-03-01', until: '2027-03-28', sendWithinHours: 48 };

let store: InMemoryStore;
let consent: 'granted' | 'unset';
let answer: Partial<ReportAnswer>;
let asked: number;
let sent: { readonly atMs: number; readonly endpoint: string; readonly init: RequestInit }[];

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2027, 2, 10) });
  vi.stubGlobal('location', { href: 'https://shop.example/cart', origin: 'https://shop.example' });
  vi.stubGlobal('fetch', async (endpoint: string, init: RequestInit) => {
    sent.push({ atMs: Date.now(), endpoint, init });
    throw new TypeError('no CORS');
  });
  store = new InMemoryStore(180, Date.now);
  consent = 'granted';
  answer = { question: QUESTION, group: 'treated', succeeded: false };
  asked = 0;
  sent = [];
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** With ε = 4, sets the bit of the true bucket, and no other. */
const withoutNoise = () => 0.3;

/** A page with the entry. */
function openPage(random: Random = seededRandom(1)) {
  const listeners: (() => void)[] = [];
  const host = {
    status: () => ({ consent }),
    subscribe: (listener: () => void) => listeners.push(listener),
    changeDecisions: async (change: never) =>
      consent === 'granted' ? ((await store.changeDecisions(change)) as never) : undefined,
    request: async () => {
      asked += 1;
      return { resultId: '', durationMs: 0, ...answer } as QueryResult;
    },
  };
  return { reports: reportsOn(host, random), statusChanged: () => listeners.forEach((call) => call()) };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

/** The shopper opts in on a page that is closed before the period is over. */
async function optInBefore() {
  vi.setSystemTime(OVER_MS - DAY_MS);
  expect(await openPage().reports.optIn({ endpoint: ENDPOINT })).toBe(true);
  await settle();
}

test('without opt-in, the engine is not asked and nothing is sent', async () => {
  vi.setSystemTime(OVER_MS + 1);
  const { statusChanged } = openPage();
  statusChanged();
  await vi.advanceTimersByTimeAsync(4 * DAY_MS);
  expect([asked, sent.length]).toEqual([0, 0]);
});

test('an opt-in is refused without consent, and for an endpoint that is not secure', async () => {
  consent = 'unset';
  expect(await openPage().reports.optIn({ endpoint: ENDPOINT })).toBe(false);
  consent = 'granted';
  const { reports } = openPage();
  for (const endpoint of ['http://other.example/r', 'data:,r', 'https://', '', undefined as never])
    expect(await reports.optIn({ endpoint })).toBe(false);
  expect(await reports.optedIn()).toBe(false);
  expect(await reports.optIn({ endpoint: '/reports' })).toBe(true);
  expect(await openPage().reports.optedIn()).toBe(true);
});

test('one answer is sent within the window, without cookies or referrer', async () => {
  await optInBefore();
  vi.setSystemTime(OVER_MS + 1);
  const first = openPage(seededRandom(7));
  const second = openPage(seededRandom(8));
  first.statusChanged();
  second.statusChanged();
  await vi.advanceTimersByTimeAsync(3 * DAY_MS);
  expect(sent).toHaveLength(1);
  const { atMs, endpoint, init } = sent[0]!;
  expect(endpoint).toBe(ENDPOINT);
  expect(atMs).toBeGreaterThan(OVER_MS);
  expect(atMs).toBeLessThan(OVER_MS + 2 * DAY_MS);
  expect(init).toMatchObject({ method: 'POST', credentials: 'omit', referrerPolicy: 'no-referrer', redirect: 'error' });
  expect(JSON.parse(String(init.body))).toEqual({
    intervention: 'hint',
    until: '2027-03-28',
    group: 'treated',
    bits: expect.stringMatching(/^[01]{3}$/),
  });
  // A later page of the same window.
  openPage(seededRandom(9));
  await vi.advanceTimersByTimeAsync(DAY_MS);
  expect(sent).toHaveLength(1);
});

test('two outcomes are sent at the same time, with as many bytes', async () => {
  const bodies = new Map<string, unknown>();
  const visits: unknown[] = [];
  for (const succeeded of [false, true]) {
    store = new InMemoryStore(180, Date.now);
    sent = [];
    answer = { ...answer, succeeded };
    await optInBefore();
    vi.setSystemTime(OVER_MS + 1);
    openPage(withoutNoise);
    await vi.advanceTimersByTimeAsync(3 * DAY_MS);
    const body = String(sent[0]!.init.body);
    bodies.set(String(succeeded), JSON.parse(body).bits);
    visits.push(sent.map((one) => [one.atMs, one.endpoint, String(one.init.body).length]));
  }
  expect(visits[0]).toEqual(visits[1]);
  expect([bodies.get('false'), bodies.get('true')]).toEqual(['100', '010']);
});

test('the same question gets the same noise on every page', async () => {
  await optInBefore();
  vi.setSystemTime(OVER_MS + 1);
  const bodies = new Set<string>();
  for (let page = 0; page < 20; page++) {
    openPage(seededRandom(page));
    await settle();
    const rows = await store.changeDecisions((found) => ({ result: found }));
    bodies.add(rows.find(({ decisionId }) => decisionId === 'report-hint-2027-03-28')!.report!.body!);
  }
  expect(bodies.size).toBe(1);
});

test.each([
  ['before the period is over', () => vi.setSystemTime(OVER_MS - 1)],
  ['after the window', () => vi.setSystemTime(OVER_MS + 2 * DAY_MS)],
  ['of a device that sees no intervention', () => void (answer = { question: QUESTION, succeeded: true })],
  ['without a question', () => void (answer = { reason: 'no-interventions' } as never)],
])('no answer is sent %s', async (_name, change) => {
  await optInBefore();
  vi.setSystemTime(OVER_MS + 1);
  change();
  openPage();
  await settle();
  expect(asked).toBe(2);
  await vi.advanceTimersByTimeAsync(0.5 * DAY_MS);
  expect(sent).toEqual([]);
});

test('an opt-out or an erasure before the time ends it', async () => {
  for (const end of [(page: ReturnType<typeof openPage>) => page.reports.optOut(), () => store.erase()]) {
    await optInBefore();
    vi.setSystemTime(OVER_MS + 1);
    const page = openPage();
    await settle();
    await end(page);
    expect(await page.reports.optedIn()).toBe(false);
    await vi.advanceTimersByTimeAsync(1.9 * DAY_MS);
    expect(sent).toEqual([]);
  }
});

test('an erasure while the engine answers leaves nothing behind', async () => {
  await optInBefore();
  vi.setSystemTime(OVER_MS + 1);
  // The engine is asked when the opt-in was read.
  answer = {
    get question() {
      void store.erase();
      return QUESTION;
    },
    group: 'treated',
    succeeded: true,
  };
  openPage();
  await settle();
  expect(await store.changeDecisions((rows) => ({ result: rows }))).toEqual([]);
});

test('a withdrawal of consent before the time ends it', async () => {
  await optInBefore();
  vi.setSystemTime(OVER_MS + 1);
  openPage();
  await settle();
  consent = 'unset';
  await vi.advanceTimersByTimeAsync(1.9 * DAY_MS);
  expect(sent).toEqual([]);
});

test('a page that gets consent later sends then', async () => {
  await optInBefore();
  vi.setSystemTime(OVER_MS + 1);
  consent = 'unset';
  const { statusChanged } = openPage();
  consent = 'granted';
  statusChanged();
  await vi.advanceTimersByTimeAsync(1.99 * DAY_MS);
  expect(sent).toHaveLength(1);
});

test('an offer that was closed in the period is an answer unlike none', async () => {
  const bitsOf = async (dismissedMs: number | undefined) => {
    store = new InMemoryStore(180, Date.now);
    await optInBefore();
    const row = { decisionId: 'd', timestampMs: Date.now(), intervention: 'hint', shownMs: Date.now() };
    await store.changeDecisions(() => ({ put: { ...row, ...(dismissedMs && { dismissedMs }) }, result: undefined }));
    vi.setSystemTime(OVER_MS + 1);
    openPage(withoutNoise);
    await settle();
    const rows = await store.changeDecisions((found) => ({ result: found }));
    return JSON.parse(rows.find(({ report }) => report?.body)!.report!.body!).bits;
  };
  expect([await bitsOf(undefined), await bitsOf(OVER_MS), await bitsOf(OVER_MS - 1)]).toEqual(['100', '100', '001']);
});
