import type { PredictReply } from '@aisle/worker';
import { afterEach, expect, test, vi } from 'vitest';
import { boughtWith } from './boughtWith.js';
import type { DecisionRequest } from './decision.js';
import { related } from './related.js';
import type { RowDecision } from './row.js';
import { trending } from './trending.js';

afterEach(() => void vi.restoreAllMocks());

const page = { absoluteUrl: (url: string) => url };
const HISTORY = { cursor: { historyId: 'h', seq: 1 }, history: undefined, noticesSent: 2 };

/** Sends the decision's request. @returns the names and requests that the engine received */
async function send(decision: RowDecision) {
  const received: unknown[] = [];
  const reply: PredictReply = { release: 'r1', tier: 'light', historyId: undefined, items: [] };
  const method = (name: string) => async (request: object) => (received.push([name, request]), reply);
  const engine = { related: method('related'), boughtWith: method('boughtWith'), trending: method('trending') };
  const { call } = decision.prepare() as DecisionRequest<PredictReply, { readonly items: never[] }>;
  await call(engine as never, HISTORY);
  return received;
}

test('the requests have their arguments and no history', async () => {
  const decisions = [
    related({ item_id: 7 }, { k: 3, exclude: 'b' }, page),
    boughtWith(new Set(['a', 'b']), null, page),
    boughtWith('a', { maxPerCategory: 2 }, page),
    // Otherwise, the request of a catalogue file would reveal whether the cart is empty.
    boughtWith([], null, page),
    trending({ category: 'Outdoor', candidates: ['c'] }, page),
    trending(undefined, page),
  ];
  expect(decisions.map(({ readsHistory }) => readsHistory)).toEqual(Array(6).fill(false));
  const sent = await Promise.all(decisions.map((decision) => send(decision)));
  expect(sent.flat()).toEqual([
    ['related', { k: 3, exclude: ['b'], itemId: '7' }],
    ['boughtWith', { k: 10, itemIds: ['a', 'b'] }],
    ['boughtWith', { k: 10, maxPerCategory: 2, itemIds: ['a'] }],
    ['boughtWith', { k: 10, itemIds: [] }],
    ['trending', { k: 10, category: 'Outdoor', candidates: ['c'] }],
    ['trending', { k: 10 }],
  ]);
});

test.each([
  ['related', related(undefined as never, null, page), 'it needs the id of an item'],
  ['related', related([] as never, null, page), 'it needs the id of an item'],
  ['boughtWith', boughtWith(undefined as never, null, page), 'it needs the ids of items'],
  ['boughtWith', boughtWith(7n as never, null, page), 'the items must be a list of ids'],
  ['trending', trending({ exclude: true as never }, page), 'exclude must be a list of ids'],
])('%s refuses what names no items (%#)', (name, decision, problem) => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  expect(decision.prepare()).toBe('invalid-items');
  expect(warn.mock.calls[0]![0]).toContain(`[aisle] ${name}: ${problem}`);
});
