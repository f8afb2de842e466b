import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFakeAisle } from '../testing.js';
import { addRisk } from './addRisk.js';
import { type RiskHost, riskOn } from './risk.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const PERSON = { automation: { detected: false, signal: undefined, policy: 'ignore', ignoring: false } } as const;
const PROGRAM = { automation: { ...PERSON.automation, detected: true, signal: 'webdriver' } } as const;
const never = new Promise<never>(() => {});

test('the score rests on the history of the instance, of this page and earlier ones', async () => {
  const aisle = addRisk(createFakeAisle());
  for (let second = 0; second < 9; second++)
    await aisle.track({ type: 'view_item', timestampMs: second * 10_000, items: [{ item_id: 'item-1' }] });
  vi.setSystemTime(100_000);
  const { signals, ...rest } = await aisle.automation();
  expect(rest).toEqual({ score: 1, flagged: true, events: 9 });
  expect(signals).toContainEqual({ name: 'regular-intervals', value: 0, limit: 0.15, strength: 1 });
});

test('without consent the score rests on no event', async () => {
  const aisle = addRisk(createFakeAisle({ consent: 'unset' }));
  await aisle.track({ type: 'view_item', items: [{ item_id: 'item-1' }] });
  expect(await aisle.automation()).toMatchObject({ score: 0, flagged: false, events: 0 });
});

test('a program that the recorder detected is flagged', async () => {
  const host: RiskHost = { export: async () => ({ events: [] }), status: () => PROGRAM };
  expect(await riskOn(host).automation()).toMatchObject({ score: 1, flagged: true, events: 0 });
});

test('coupon tries count from the time that the page gives', async () => {
  const { automation, couponTried } = addRisk(createFakeAisle());
  vi.setSystemTime(3_600_000);
  for (let i = 0; i < 8; i++) couponTried(`code-${i}`);
  expect(await automation()).toMatchObject({ score: 0.5, flagged: true });
  // Older than ten minutes before the latest.
  for (let i = 0; i < 8; i++) couponTried(`old-${i}`, 0);
  expect(await automation()).toMatchObject({ score: 0.5 });
});

const failing: Partial<RiskHost>[] = [
  { export: () => Promise.reject(new Error('aisle.export is not exposed')) },
  {
    export: () => {
      throw new Error('replaced by the page');
    },
  },
  { export: () => never },
  { export: undefined as never },
  { status: () => never },
  {
    status: () => {
      throw new Error('replaced by the page');
    },
  },
];
test.each(failing)('automation resolves by its deadline whatever fails (%#)', async (fault) => {
  const host: RiskHost = { export: async () => ({ events: [] }), status: () => PERSON, ...fault };
  const score = riskOn(host).automation({ deadlineMs: 300 });
  await vi.advanceTimersByTimeAsync(300);
  const answer = await Promise.race([score, vi.advanceTimersByTimeAsync(5_000).then(() => 'nothing yet')]);
  expect(answer).toMatchObject({ score: 0, flagged: false, events: 0 });
  expect(vi.getTimerCount()).toBe(0);
});

test('addRisk adds its methods once, and counts input once', () => {
  const listened: string[] = [];
  vi.stubGlobal('document', {});
  vi.stubGlobal('addEventListener', (type: string) => listened.push(type));
  const aisle = addRisk(createFakeAisle());
  const { automation } = aisle;
  expect(addRisk(aisle).automation).toBe(automation);
  expect(listened).toEqual(['pointermove', 'pointerdown', 'scroll', 'keydown', 'touchstart', 'focusin', 'click']);
});

test('only input that the browser vouches for counts', async () => {
  let report = (_: Partial<Event>) => {};
  vi.stubGlobal('document', {});
  vi.stubGlobal('addEventListener', (_: string, listener: typeof report) => (report = listener));
  vi.setSystemTime(1_000_000);
  const events = [1, 5, 20, 50].map((second) => ({
    schemaVersion: 1 as const,
    type: 'view_item' as const,
    timestampMs: 1_000_000 + second * 1_000,
    items: [{ item_id: 'item-1' as never }],
  }));
  const { automation } = riskOn({ export: async () => ({ events }), status: () => PERSON });
  vi.setSystemTime(1_100_000);
  report({ type: 'click', isTrusted: false });
  expect((await automation()).score).toBeCloseTo(0.3, 10);
  report({ type: 'click', isTrusted: true });
  expect((await automation()).score).toBe(0);
});
